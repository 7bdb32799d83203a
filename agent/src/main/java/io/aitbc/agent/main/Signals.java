package io.aitbc.agent.main;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * SIGTERM, SIGINT and SIGHUP as events. A JVM shutdown hook cannot tell a second SIGTERM from a first and ends with
 * status 143; these can. {@code sun.misc.Signal} is the supported way (module {@code jdk.unsupported}, JEP 260) and has
 * no replacement, but javac's warning for it can be neither suppressed nor afforded under {@code -Werror}: hence by
 * reflection.
 */
final class Signals {
    private Signals() {}

    /**
     * A signal that this process was started to ignore, as SIGHUP is under {@code nohup} and SIGINT in a script's
     * background, stays ignored: the JVM does not take it over.
     *
     * @param onStop at each SIGTERM and SIGINT, on a thread of the JVM's
     * @param onReload at each SIGHUP
     * @return the names of the signals that are ignored, such as {@code HUP}
     */
    static Set<String> handle(Runnable onStop, Runnable onReload) {
        Set<String> ignored = new TreeSet<>();
        try {
            for (String stopping : List.of("TERM", "INT")) {
                if (!handle(stopping, onStop)) {
                    ignored.add(stopping);
                }
            }
            if (!handle("HUP", onReload)) {
                ignored.add("HUP");
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", e);
        }
        return ignored;
    }

    /** @return false when the signal is ignored */
    private static boolean handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
                Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                    }
                    return null;
                });
        Object before = signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        return before != handler.getField("SIG_IGN").get(null);
    }
}
