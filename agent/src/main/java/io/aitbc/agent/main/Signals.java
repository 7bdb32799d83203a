package io.aitbc.agent.main;

import java.lang.reflect.Proxy;

/**
 * SIGTERM, SIGINT and SIGHUP as events. A JVM shutdown hook cannot tell a second SIGTERM from a first and ends with
 * status 143; these can. {@code sun.misc.Signal} is the supported way (module {@code jdk.unsupported}, JEP 260) and has
 * no replacement, but javac's warning for it can be neither suppressed nor afforded under {@code -Werror}: hence by
 * reflection.
 */
final class Signals {
    private Signals() {}

    /**
     * @param onStop at each SIGTERM and SIGINT, on a thread of the JVM's
     * @param onReload at each SIGHUP
     */
    static void handle(Runnable onStop, Runnable onReload) {
        try {
            handle("TERM", onStop);
            handle("INT", onStop);
            handle("HUP", onReload);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", e);
        }
    }

    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
                Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                    if (method.getName().equals("handle")) {
                        action.run();
                    }
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }
}
