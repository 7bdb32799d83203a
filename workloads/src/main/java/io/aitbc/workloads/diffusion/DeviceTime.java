package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Workload;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** One job's steps on the device, in turns with other jobs', and the time that they take. */
final class DeviceTime {
    private final Workload.Context context;
    private final LongSupplier nanoTime;
    private final LongAdder networks = new LongAdder();
    private final LongAdder loading = new LongAdder();
    private final LongAdder waiting = new LongAdder();

    DeviceTime(Workload.Context context, LongSupplier nanoTime) {
        this.context = context;
        this.nanoTime = nanoTime;
    }

    /** Computes something with a network, unless the job is to stop. */
    <T> T step(Callable<T> work) throws Exception {
        context.checkCanceled();
        long asked = now();
        context.turns().lock();
        long begun = now();
        waiting.add(begun - asked);
        try {
            return work.call();
        } finally {
            networks.add(now() - begun);
            context.turns().unlock();
        }
    }

    /** The network, loaded now if it is not. */
    <T> T loaded(Part<T> part, String what) throws Exception {
        if (!part.isLoaded()) {
            context.checkCanceled();
            context.progress(0, "loading the " + what);
        }
        long begun = now();
        try {
            return part.get();
        } finally {
            loading.add(now() - begun);
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Nanoseconds inside of networks. */
    long networks() {
        return networks.sum();
    }

    /** Nanoseconds that were spent on other jobs' steps, or on loading. */
    long elsewhere() {
        return waiting.sum() + loading.sum();
    }
}
