package io.aitbc.agent.runner;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread in real time: what runs here are real processes, whose time cannot be virtual. */
final class RealScheduler implements Scheduler, AutoCloseable {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    RealScheduler() {
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(guarded(task));
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Future<?> future = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                errors.add(e);
            }
        };
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    @SuppressForbidden("this is a clock")
    public Instant now() {
        return Instant.now();
    }

    /** What tasks threw. */
    List<Throwable> errors() {
        return errors;
    }

    /** Tasks that wait for their time or their turn. */
    int pending() {
        return executor.getQueue().size();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
