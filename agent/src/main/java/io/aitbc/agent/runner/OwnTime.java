package io.aitbc.agent.runner;

import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time that a run may use, counted only while it works. Used on the agent's thread. */
final class OwnTime {
    private final Scheduler scheduler;
    private final Runnable onEnd;
    private Duration left;
    private Scheduler.@Nullable Timer timer;
    private long since;

    /** @param onEnd told when nothing is left of it */
    OwnTime(Scheduler scheduler, Duration most, Runnable onEnd) {
        this.scheduler = scheduler;
        this.left = most;
        this.onEnd = onEnd;
    }

    /** From here on it counts; harmless when it does already. */
    void counts() {
        if (timer == null) {
            since = scheduler.nanoTime();
            timer = scheduler.after(left, onEnd);
        }
    }

    /** From here on it does not; harmless when it does not anyhow. */
    void stands() {
        if (timer != null) {
            timer.cancel();
            timer = null;
            Duration rest = left.minusNanos(scheduler.nanoTime() - since);
            left = rest.isNegative() ? Duration.ZERO : rest;
        }
    }

    boolean isCounting() {
        return timer != null;
    }
}
