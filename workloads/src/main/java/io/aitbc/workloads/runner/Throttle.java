package io.aitbc.workloads.runner;

import java.util.function.LongSupplier;

/** Lets the first call through, and after that at most one in each {@code intervalNanos}. For one thread. */
final class Throttle {
    private final LongSupplier nanoTime;
    private final long intervalNanos;
    private long next;

    Throttle(LongSupplier nanoTime, long intervalNanos) {
        this.nanoTime = nanoTime;
        this.intervalNanos = intervalNanos;
        this.next = nanoTime.getAsLong();
    }

    boolean passes() {
        long now = nanoTime.getAsLong();
        if (now - next < 0) {
            return false;
        }
        next = now + intervalNanos;
        return true;
    }
}
