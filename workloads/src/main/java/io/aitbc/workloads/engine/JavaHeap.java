package io.aitbc.workloads.engine;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import java.util.function.LongSupplier;

/**
 * The Java heap of this process, and what jobs have claimed of it. It is small beside the memory that a runner may
 * take, and has a bound of its own. For several threads.
 */
public final class JavaHeap {
    private final long mostBytes;
    private final LongSupplier inUse;
    private final Runnable collect;
    private long claimed;

    /** This process' own. */
    public static JavaHeap own() {
        Runtime runtime = Runtime.getRuntime();
        return new JavaHeap(
                forLong(runtime.maxMemory()), () -> runtime.totalMemory() - runtime.freeMemory(), runtime::gc);
    }

    /**
     * @param mostBytes that what lives long may take
     * @param inUse bytes that are taken now, garbage included
     * @param collect has garbage removed
     */
    public JavaHeap(long mostBytes, LongSupplier inUse, Runnable collect) {
        this.mostBytes = mostBytes;
        this.inUse = inUse;
        this.collect = collect;
    }

    /** The serial collector keeps a third for what is young; an array that does not fit there lies in the rest. */
    private static long forLong(long all) {
        return all / 3 * 2;
    }

    /** A part of the heap that a job may fill; to be closed once. */
    public interface Claim extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Claims room for a job.
     *
     * @param bytes that it takes at its fullest moment
     * @throws Workload.WorkFailedException {@code E_OOM} when there is less
     */
    public synchronized Claim claim(long bytes) throws Workload.WorkFailedException {
        if (bytes > free()) {
            collect.run();
        }
        long free = free();
        if (bytes > free) {
            throw new Workload.WorkFailedException(new Failure(
                    FailureCode.E_OOM,
                    "these pictures need about " + (bytes >> 20) + " MiB of the runner's Java heap, and "
                            + (Math.max(0, free) >> 20) + " of " + (mostBytes >> 20)
                            + " are free; ask for fewer or smaller ones"));
        }
        claimed += bytes;
        return () -> release(bytes);
    }

    /** Others may not have filled yet what they claimed. */
    private long free() {
        return mostBytes - Math.max(inUse.getAsLong(), claimed);
    }

    private synchronized void release(long bytes) {
        claimed -= bytes;
    }
}
