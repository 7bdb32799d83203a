package io.aitbc.workloads.runner;

import java.util.concurrent.Semaphore;

/**
 * Who may use the device now: any number of runs that share it, or one that has it alone. First come, first served, so
 * that neither kind waits for ever.
 */
final class DeviceGate {
    private static final int ALL = 1 << 20;

    private final Semaphore permits = new Semaphore(ALL, true);

    /** Waits for its turn. @return what to close when the work is over, once */
    Pass enter(boolean alone) throws InterruptedException {
        int taken = alone ? ALL : 1;
        permits.acquire(taken);
        return () -> permits.release(taken);
    }

    /** A turn at the device. */
    interface Pass {
        void close();
    }
}
