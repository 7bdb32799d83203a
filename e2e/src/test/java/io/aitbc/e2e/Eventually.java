package io.aitbc.e2e;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another process will make true, by looking. */
public final class Eventually {
    private static final Duration LOOK = Duration.ofMillis(50);

    private Eventually() {}

    /**
     * Looks until {@code done} holds.
     *
     * @throws AssertionError with the last look when it does not in time
     */
    public static <T> T get(String what, Duration within, Supplier<T> look, Predicate<T> done) {
        long until = System.nanoTime() + within.toNanos();
        T last = look.get();
        while (!done.test(last)) {
            if (System.nanoTime() > until) {
                throw new AssertionError(what + " did not come true within " + within + "; last seen: " + last);
            }
            pause();
            last = look.get();
        }
        return last;
    }

    private static void pause() {
        try {
            if (new CountDownLatch(1).await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody opens this latch");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
