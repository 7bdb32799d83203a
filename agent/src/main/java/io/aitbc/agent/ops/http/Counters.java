package io.aitbc.agent.ops.http;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted since this process began. The labels are known from the start, so that nothing that a coordinator
 * sends makes a new series. Counted and read on any thread.
 */
public final class Counters {
    /** Upper ends of the duration histogram's buckets, seconds; the last holds the rest. */
    static final double[] BUCKETS = {0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, Double.POSITIVE_INFINITY};

    private static final String OTHER = "other";

    private final Map<String, Workload> workloads = new TreeMap<>();
    private final Map<Stage, LongAdder> errors = new EnumMap<>(Stage.class);
    private final AtomicLong polledAt = new AtomicLong();
    private final AtomicLong pollNanos = new AtomicLong(-1);
    private final LongAdder renewals = new LongAdder();

    /** Where something went wrong. */
    public enum Stage {
        POLL,
        INPUT,
        COMPUTE,
        COMPLETE,
        HEARTBEAT,
        RENEW
    }

    /** How one run by a runner ended. */
    public enum Ended {
        FINISHED,
        FAILED,
        DIED
    }

    /** The runs of one workload. */
    static final class Workload {
        private final Map<Ended, LongAdder> ended = new EnumMap<>(Ended.class);
        private final LongAdder[] buckets = new LongAdder[BUCKETS.length];
        private final LongAdder millis = new LongAdder();

        Workload() {
            for (Ended each : Ended.values()) {
                ended.put(each, new LongAdder());
            }
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] = new LongAdder();
            }
        }

        private void add(Ended how, Duration took) {
            adder(ended, how).increment();
            millis.add(took.toMillis());
            int i = 0;
            while (took.toMillis() / 1000.0 > BUCKETS[i]) {
                i++;
            }
            buckets[i].increment();
        }

        long count(Ended how) {
            return adder(ended, how).sum();
        }

        double seconds() {
            return millis.sum() / 1000.0;
        }

        /** Not cumulative; as long as {@link #BUCKETS}. */
        long[] buckets() {
            long[] counts = new long[buckets.length];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = buckets[i].sum();
            }
            return counts;
        }
    }

    /** @param declared the names of the workloads that there are */
    public Counters(Collection<String> declared) {
        declared.forEach(name -> workloads.put(name, new Workload()));
        workloads.put(OTHER, new Workload());
        for (Stage stage : Stage.values()) {
            errors.put(stage, new LongAdder());
        }
    }

    void ran(String workload, Ended how, Duration took) {
        Workload known = workloads.get(workloads.containsKey(workload) ? workload : OTHER);
        if (known != null) {
            known.add(how, took);
        }
        if (how != Ended.FINISHED) {
            failed(Stage.COMPUTE);
        }
    }

    void failed(Stage stage) {
        adder(errors, stage).increment();
    }

    void renewed() {
        renewals.increment();
    }

    /** @param nanos of {@link System#nanoTime} */
    void polled(long nanos) {
        long before = polledAt.getAndSet(nanos);
        if (before != 0) {
            pollNanos.set(Math.max(0, nanos - before));
        }
    }

    /** Seconds between the last two questions for a job. */
    OptionalDouble pollInterval() {
        long nanos = pollNanos.get();
        return nanos < 0 ? OptionalDouble.empty() : OptionalDouble.of(nanos / 1e9);
    }

    Map<String, Workload> workloads() {
        return workloads;
    }

    long errors(Stage stage) {
        return adder(errors, stage).sum();
    }

    long renewals() {
        return renewals.sum();
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("every value has one from the start");
        }
        return adder;
    }
}
