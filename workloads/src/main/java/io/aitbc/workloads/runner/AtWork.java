package io.aitbc.workloads.runner;

import io.aitbc.workloads.engine.PeakMemory;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs at work now, and the memory that they take together. */
final class AtWork {
    private static final Logger LOG = LoggerFactory.getLogger(AtWork.class);

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
        try {
            LibC.INSTANCE.malloc_trim(0);
        } catch (LinkageError e) {
            LOG.atDebug().addKeyValue("cause", e).log("the C library does not trim");
        }
    }

    /** The most bytes that the process held since the first of these runs began; empty when the kernel does not say. */
    OptionalLong peakBytes() {
        return peak.bytes();
    }
}
