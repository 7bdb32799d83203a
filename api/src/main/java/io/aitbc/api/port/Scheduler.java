package io.aitbc.api.port;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * The agent's one thread and its two clocks. Everything that the agent decides happens in tasks run here, one after
 * another; so none of its state needs a lock, and a test can run it in virtual time.
 */
public interface Scheduler extends Executor {
    /** Runs {@code task} on the agent's thread as soon as it is free; may be called from any thread. */
    @Override
    void execute(Runnable task);

    /** Runs {@code task} on the agent's thread once {@code delay} has passed; may be called from any thread. */
    Timer after(Duration delay, Runnable task);

    /** Monotonic time in nanoseconds, for spans and deadlines; says nothing about the time of day. */
    long nanoTime();

    /** The time of day, for records that a person or another machine reads; may jump. */
    Instant now();

    /** A task that has not run yet. */
    interface Timer {
        /** Makes sure that the task does not run, unless it already has; harmless when repeated. */
        void cancel();
    }
}
