package io.aitbc.workloads.runner;

import io.aitbc.workloads.engine.PeakMemory;
import io.aitbc.workloads.engine.tensor.NativeHeap;
import java.util.OptionalLong;

/** The runs at work now, and the memory that they take together. */
final class AtWork {
    private final PeakMemory peak;
    private int runs;

    AtWork(PeakMemory peak) {
        this.peak = peak;
    }

    /** One more. The peak is counted anew from the first of those that work at the same time. */
    synchronized void begin() {
        if (runs++ == 0) {
            peak.reset();
        }
    }

    /** One is over and has answered. When none is left, memory that is free goes back to the system. */
    synchronized void end() {
        if (--runs == 0) {
            giveMemoryBack();
        }
    }

    /**
     * Returns to the system what the last run's native memory left in the allocator, which keeps it otherwise: a warm
     * runner that waits is then as small as a fresh one, and the next run's peak is its own.
     */
    private static void giveMemoryBack() {
        NativeHeap.trim();
    }

    /** The most bytes that the process held since the first of these runs began; empty when the kernel does not say. */
    OptionalLong peakBytes() {
        return peak.bytes();
    }
}
