package io.aitbc.workloads.runner;

import io.aitbc.api.port.Workload;
import io.aitbc.workloads.engine.FirstCome;
import java.util.concurrent.Semaphore;

/**
 * Who may use the device now: any number of runs that share it, or one that has it alone. First come, first served, so
 * that neither kind waits for ever. Those that share it take turns, step by step.
 */
final class DeviceGate {
    private static final int ALL = 1 << 20;

    private final Semaphore permits = new Semaphore(ALL, true);
    private final Workload.Turns turns = new FirstCome();

    /** Waits for its turn. @return what to close when the work is over, once */
    Pass enter(boolean alone) throws InterruptedException {
        int taken = alone ? ALL : 1;
        permits.acquire(taken);
        return () -> permits.release(taken);
    }

    /** Taken for each step on the device. */
    Workload.Turns turns() {
        return turns;
    }

    /** The right to use the device. */
    interface Pass {
        void close();
    }
}
