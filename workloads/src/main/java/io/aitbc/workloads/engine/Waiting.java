package io.aitbc.workloads.engine;

import io.aitbc.api.port.Workload;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that a cancel ends. */
public final class Waiting {
    private static final long LOOK_MILLIS = 20;

    private Waiting() {}

    /**
     * Returns when it is open.
     *
     * @param checkCanceled called several times a second meanwhile; what it throws ends the wait
     * @throws Workload.CanceledException also when the thread is interrupted, which it stays
     */
    public static void until(CountDownLatch open, Runnable checkCanceled) {
        try {
            while (!open.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                checkCanceled.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Workload.CanceledException();
        }
    }
}
