package io.aitbc.agent.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before asking again. After the n-th failure in a row (n from 1):
 *
 * <pre>
 *   wait = min(cap, first · 2^(n−1)) · u,   u uniform in [0.5, 1)
 * </pre>
 *
 * so that miners which lost the same coordinator at the same moment do not come back at the same moment. Used on the
 * agent's thread.
 */
public final class Backoff {
    private static final int MAX_DOUBLINGS = 30;
    private static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private final Duration first;
    private final Duration cap;
    private final RandomGenerator random;
    private int failures;

    public Backoff(Duration first, Duration cap, RandomGenerator random) {
        this.first = first;
        this.cap = cap;
        this.random = random;
    }

    /** Counts one more failure and says how long to wait after it. */
    public Duration next() {
        failures++;
        long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long bounded = doubled <= 0 ? cap.toMillis() : Math.min(cap.toMillis(), doubled);
        return Duration.ofMillis(Math.round(bounded * (0.5 + random.nextDouble() / 2)));
    }

    /**
     * The wait that a busy coordinator asked for, with up to a tenth on top; counts as no failure. At least the first
     * wait, since "at once" from whoever is too busy would be a hot loop, and at most an hour.
     */
    public Duration asked(Duration retryAfter) {
        Duration bounded = retryAfter.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : retryAfter;
        long millis = Math.max(first.toMillis(), bounded.toMillis());
        return Duration.ofMillis(millis + Math.round(millis * 0.1 * random.nextDouble()));
    }

    /** Success: the next failure is the first again. */
    public void reset() {
        failures = 0;
    }

    /** {@code span} or up to a tenth less, for what must not come late. */
    public static Duration early(Duration span, RandomGenerator random) {
        return Duration.ofMillis(Math.round(span.toMillis() * (0.9 + 0.1 * random.nextDouble())));
    }

    /** {@code span} give or take a tenth, so that regular calls of many miners spread out. */
    public static Duration jittered(Duration span, RandomGenerator random) {
        return Duration.ofMillis(Math.round(span.toMillis() * (0.9 + 0.2 * random.nextDouble())));
    }
}
