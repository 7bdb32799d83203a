package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Workload;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One job's steps on the device, in turns with other jobs', and the time that they take. */
final class DeviceTime {
    /** A step that takes longer is interrupted for others, between two parts of a network. */
    static final long SHARE_NANOS = 500_000_000;

    private final Workload.Context context;
    private final LongSupplier nanoTime;
    private final LongAdder networks = new LongAdder();
    private final LongAdder loading = new LongAdder();
    private final LongAdder waiting = new LongAdder();

    DeviceTime(Workload.Context context, LongSupplier nanoTime) {
        this.context = context;
        this.nanoTime = nanoTime;
    }

    /** Something that a network computes. */
    interface Step<T> {
        /** @param between to be run between the network's parts: others have the device there; throws when canceled */
        T compute(Runnable between) throws Exception;
    }

    /** Computes something with a network, unless the job is to stop. */
    <T> T step(Step<T> step) throws Exception {
        context.checkCanceled();
        Hold hold = new Hold();
        try {
            hold.begin();
            return step.compute(hold);
        } finally {
            hold.end();
        }
    }

    /** The device, for as long as one step takes, with breaks. */
    private final class Hold implements Runnable {
        private Workload.@Nullable Turn turn;
        private volatile long since; // used on one thread, which its Runnable does not say

        void begin() {
            long asked = now();
            turn = context.turns().take(context::checkCanceled);
            since = now();
            waiting.add(since - asked);
            context.checkCanceled(); // others' steps may have taken long
        }

        @Override
        public void run() {
            context.checkCanceled();
            if (now() - since >= SHARE_NANOS) {
                end();
                begin();
            }
        }

        void end() {
            Workload.Turn held = turn;
            turn = null;
            if (held != null) {
                networks.add(now() - since);
                held.close();
            }
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
            return part.get(context::checkCanceled);
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
