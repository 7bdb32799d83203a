package io.aitbc.workloads.runner;

import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may use the device now: any number of runs that share it, or one that has it alone. First come, first served, so
 * that neither kind waits for ever. Those that share it take turns, step by step.
 */
final class DeviceGate {
    private static final int ALL = 1 << 20;

    private final Semaphore permits = new Semaphore(ALL, true);
    private final Lock turns = new ReentrantLock(true);

    /** Waits for its turn. @return what to close when the work is over, once */
    Pass enter(boolean alone) throws InterruptedException {
        int taken = alone ? ALL : 1;
        permits.acquire(taken);
        return () -> permits.release(taken);
    }

    /** Held during each step on the device. */
    Lock turns() {
        return turns;
    }

    /** The right to use the device. */
    interface Pass {
        void close();
    }
}
