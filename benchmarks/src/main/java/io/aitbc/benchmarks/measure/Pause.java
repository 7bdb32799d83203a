package io.aitbc.benchmarks.measure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass: here waiting is what is done, not a way to miss an event. */
public final class Pause {
    private Pause() {}

    public static void millis(long millis) throws InterruptedException {
        if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody opens this latch");
        }
    }
}
