package io.aitbc.agent.outbox;

import java.time.Duration;

/**
 * An outcome in the outbox and how its tries went. A try that failed although another outcome got through since the try
 * before is a strike: the trouble lies with this one. After the n-th strike it is left alone for
 *
 * <pre>
 *   min(1 min, 0.5 s · 2^n)
 * </pre>
 */
final class Letter {
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int MOST_STRIKES = 7;

    private final Outbound item;
    private long settledAtLastTry = -1;
    private long notBeforeNanos;
    private int strikes;

    Letter(Outbound item, long nowNanos) {
        this.item = item;
        this.notBeforeNanos = nowNanos;
    }

    Outbound item() {
        return item;
    }

    /**
     * Counts a try that failed.
     *
     * @param settled how many outcomes have got through so far
     * @return true when the trouble lies with this outcome
     */
    boolean failed(long settled, long nowNanos) {
        boolean othersGotThrough = settledAtLastTry >= 0 && settled > settledAtLastTry;
        settledAtLastTry = settled;
        if (!othersGotThrough) {
            return false;
        }
        strikes = Math.min(strikes + 1, MOST_STRIKES);
        long wait = Math.min(LONGEST_WAIT.toNanos(), FIRST_WAIT.toNanos() << strikes);
        notBeforeNanos = nowNanos + wait;
        return true;
    }

    /** How long it is to be left alone from now on; not positive when it may be sent. */
    long waitNanos(long nowNanos) {
        return notBeforeNanos - nowNanos;
    }
}
