package io.aitbc.agent.main;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The few threads beside the event loop. */
final class Threads {
    private Threads() {}

    /** One daemon thread, made at its first task: tasks run one after another. */
    static ExecutorService one(String name) {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
