package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Workload;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** One job's steps on the device, in turns with other jobs', and the time that they take. For one thread. */
final class DeviceTime {
    private final Workload.Context context;
    private final LongSupplier nanoTime;
    private long networks;
    private long loading;
    private long waiting;

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
        waiting += begun - asked;
        try {
            return work.call();
        } finally {
            networks += now() - begun;
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
            loading += now() - begun;
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Nanoseconds inside of networks. */
    long networks() {
        return networks;
    }

    /** Nanoseconds that were spent on other jobs' steps, or on loading. */
    long elsewhere() {
        return waiting + loading;
    }
}
