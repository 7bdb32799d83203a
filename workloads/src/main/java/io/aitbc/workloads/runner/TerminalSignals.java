package io.aitbc.workloads.runner;

import java.util.List;

/**
 * The signals that a terminal (Ctrl-C, or when it is closed) and a service manager send to every process of a group at
 * once. They are meant for the agent, which lets running jobs finish; a runner that obeyed them would take its job with
 * it. It ends when the agent closes its input or sends SIGKILL. By reflection for the reason that the agent's
 * {@code Signals} gives.
 */
final class TerminalSignals {
    private TerminalSignals() {}

    static void ignore() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignore = handler.getField("SIG_IGN").get(null);
            for (String name : List.of("INT", "TERM", "HUP")) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), ignore);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java runtime lacks the module jdk.unsupported", e);
        }
    }
}
