package io.aitbc.workloads.engine;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models that are kept loaded for the jobs to come. One that is used is never closed; of the others the one that was
 * used longest ago goes first when memory is short. For several threads.
 *
 * <p>A model is loaded on a thread of its own, which ends with the loading: OpenMP keeps a team of threads for each one
 * that ever computed, and whoever waits for the model can be canceled while native code cannot be interrupted.
 *
 * @param <K> what makes one model another: its digest, its number format, its device …
 */
public final class WarmPool<K, V extends WarmPool.Warm> {
    private static final Logger LOG = LoggerFactory.getLogger(WarmPool.class);
    private static final long LOOK_MILLIS = 20;

    private final Map<K, Entry> entries = new LinkedHashMap<>();
    private final ReentrantLock loading = new ReentrantLock(true);
    private final ReentrantLock fitting = new ReentrantLock(true);
    private final List<Entry> spoilt = new ArrayList<>();
    private final LongSupplier inUse;
    private final ThreadFactory threads;
    private long uses;

    /** @param inUse memory that the process holds now */
    public WarmPool(LongSupplier inUse) {
        this(inUse, task -> {
            Thread thread = new Thread(task, "load");
            thread.setDaemon(true);
            return thread;
        });
    }

    WarmPool(LongSupplier inUse, ThreadFactory threads) {
        this.inUse = inUse;
        this.threads = threads;
    }

    /** Something that takes memory until it is closed. */
    public interface Warm extends AutoCloseable {
        /** Memory that it takes, counted against {@link Order#limitBytes()}. */
        long bytes();

        @Override
        void close();
    }

    /**
     * What to load when it is not there, and what to have room for when it is.
     *
     * @param needBytes memory that it is expected to take, with the work that it is for; its users work one after
     *     another, or in what {@link Warm#bytes()} counts
     * @param limitBytes memory that all may take together
     * @param others what takes memory beside this pool
     */
    public record Order<V>(Loader<V> loader, long needBytes, long limitBytes, Others others) {}

    /** Who else takes memory in this process. */
    public interface Others {
        /** Has them give back what they do not use, when what this pool can free is not enough. */
        void makeRoom();

        /** What they hold now; their {@link WarmPool#held()}. */
        long held();

        /** The other kinds of work. */
        static Others of(Workload.Context context) {
            return new Others() {
                @Override
                public void makeRoom() {
                    context.makeRoom();
                }

                @Override
                public long held() {
                    return context.heldByOthers();
                }
            };
        }
    }

    /** Loads it; on a thread of its own. */
    public interface Loader<V> {
        V load() throws Exception;
    }

    /** The right to use one of them. To be closed once. */
    public final class Lease implements AutoCloseable {
        private final Entry entry;
        private final V value;
        private final boolean fresh;
        private final long needBytes;

        private Lease(Entry entry, V value, boolean fresh, long needBytes) {
            this.entry = entry;
            this.value = value;
            this.fresh = fresh;
            this.needBytes = needBytes;
        }

        public V value() {
            return value;
        }

        /** True when it was loaded for this use. */
        public boolean isFresh() {
            return fresh;
        }

        /** Whether one of its users found that something is wrong in it. */
        public boolean isSpoilt() {
            return WarmPool.this.isSpoilt(entry);
        }

        /** Nobody gets it any more: something went wrong in it. It is closed when the last one has left it. */
        public void spoil() {
            WarmPool.this.spoil(entry);
        }

        @Override
        public void close() {
            unclaim(entry, needBytes);
            leave(entry);
        }
    }

    private final class Entry {
        private final K key;
        private final List<Long> claims = new ArrayList<>(); // what each of its users needs, its own memory included
        private @Nullable V value;
        private @Nullable Throwable problem;
        private int users;
        private long lastUse;
        private boolean spoilt;

        Entry(K key) {
            this.key = key;
        }

        long held() {
            V there = value;
            long claimed = claims.stream().mapToLong(Long::longValue).max().orElse(0);
            return Math.max(there == null ? 0 : there.bytes(), claimed);
        }
    }

    /**
     * Waits until the model is there, and there is room for the work with it.
     *
     * @param checkCanceled called while waiting; may throw
     * @throws Exception whatever the loader threw, or {@code E_OOM} when memory does not suffice
     */
    public Lease use(K key, Order<V> order, Runnable checkCanceled) throws Exception {
        Entry entry;
        boolean fresh = false;
        synchronized (this) {
            Entry found = entries.get(key);
            fresh = found == null;
            entry = found == null ? new Entry(key) : found;
            if (fresh) {
                Thread thread = threads.newThread(() -> load(entry, order));
                thread.start(); // before anything else: there may be no memory for a thread
                entries.put(key, entry);
            }
            entry.users++;
        }
        try {
            V value = await(entry, checkCanceled);
            if (!fresh) {
                fit(entry, order);
            }
            return new Lease(entry, value, fresh, order.needBytes());
        } catch (Throwable e) {
            leave(entry);
            throw e;
        }
    }

    private synchronized V await(Entry entry, Runnable checkCanceled) throws Exception {
        while (true) {
            V value = entry.value;
            if (value != null) {
                return value;
            }
            if (entry.problem instanceof Error error) {
                throw error;
            } else if (entry.problem instanceof Exception exception) {
                throw exception;
            }
            checkCanceled.run();
            wait(LOOK_MILLIS);
        }
    }

    private void load(Entry entry, Order<V> order) {
        loading.lock(); // one at a time, so that each knows what memory is left
        try {
            V value = loaded(entry, order);
            synchronized (this) {
                entry.value = value;
                unclaimIfUnused(entry);
                notifyAll();
            }
        } catch (Throwable e) { // what a loader throws, memory errors included, is told to those who wait
            synchronized (this) {
                entry.problem = e;
                entries.remove(entry.key, entry);
                spoilt.remove(entry);
                notifyAll();
            }
        } finally {
            loading.unlock();
        }
        closeIfSpoilt(entry);
    }

    private V loaded(Entry entry, Order<V> order) throws Exception {
        fit(entry, order);
        try {
            return order.loader().load();
        } catch (Exception | OutOfMemoryError e) {
            if (!isOutOfMemory(e)) {
                throw e;
            }
            LOG.atInfo().log("memory ran out while a model was loaded, trying again with all of it");
            makeRoom();
            order.others().makeRoom();
            return order.loader().load();
        }
    }

    private static boolean isOutOfMemory(Throwable e) {
        return e instanceof Workload.WorkFailedException failed
                ? failed.failure().code() == FailureCode.E_OOM
                : EngineErrors.isOutOfMemory(e);
    }

    /** What it claims counts at once, so that of two pools which look at each other none overlooks the other. */
    private void fit(Entry entry, Order<V> order) throws Workload.WorkFailedException {
        fitting.lock();
        try {
            long more = claim(entry, order.needBytes());
            while (isShort(more, order) && evictOne()) {
                LOG.atDebug().log("a model that was not used made room for another");
            }
            if (isShort(more, order)) {
                order.others().makeRoom();
            }
            if (more > 0 && heldByAll(order) > order.limitBytes()) {
                unclaim(entry, order.needBytes());
                throw new Workload.WorkFailedException(new Failure(
                        FailureCode.E_OOM,
                        "the model needs about " + (order.needBytes() >> 20) + " MiB of memory; a runner here may take "
                                + (order.limitBytes() >> 20) + ", of which models at work hold "
                                + ((heldByAll(order) - held(entry)) >> 20)));
            }
        } finally {
            fitting.unlock();
        }
    }

    /** @return how much more is held for it than before */
    private synchronized long claim(Entry entry, long bytes) {
        long before = entry.held();
        entry.claims.add(bytes);
        return entry.held() - before;
    }

    private synchronized void unclaim(Entry entry, long bytes) {
        entry.claims.remove(Long.valueOf(bytes));
    }

    /** Whoever waited for it may have left before it was there. */
    private synchronized void unclaimIfUnused(Entry entry) {
        if (entry.users == 0 && entry.value != null) {
            entry.claims.clear();
        }
    }

    /** The process holds more than these models, and what it has freed is not always gone. */
    private boolean isShort(long more, Order<V> order) {
        return more > 0 && Math.max(heldByAll(order), inUse.getAsLong() + more) > order.limitBytes();
    }

    private long heldByAll(Order<V> order) {
        return held() + order.others().held();
    }

    private synchronized long held(Entry entry) {
        return entry.held();
    }

    /**
     * Memory of those that are loaded or being loaded, with what their users need beside them; also of those that
     * nobody gets any more and somebody still uses.
     */
    public synchronized long held() {
        return Stream.concat(entries.values().stream(), spoilt.stream())
                .mapToLong(Entry::held)
                .sum();
    }

    /** Closes all that are not used now; one that is just being loaded for nobody any more, as soon as it is there. */
    public void makeRoom() {
        synchronized (this) {
            entries.values().stream()
                    .filter(entry -> entry.value == null && entry.users == 0)
                    .toList()
                    .forEach(this::spoil);
        }
        while (evictOne()) {
            LOG.atDebug().log("a model that was not used made room");
        }
    }

    private synchronized void spoil(Entry entry) {
        entries.remove(entry.key, entry);
        if (!entry.spoilt) {
            entry.spoilt = true;
            spoilt.add(entry);
        }
    }

    private synchronized boolean isSpoilt(Entry entry) {
        return entry.spoilt;
    }

    private boolean evictOne() {
        Optional<V> closing;
        synchronized (this) {
            Optional<Entry> oldest = entries.values().stream()
                    .filter(entry -> entry.value != null && entry.users == 0)
                    .min(Comparator.comparingLong(entry -> entry.lastUse));
            oldest.ifPresent(entry -> entries.remove(entry.key, entry));
            closing = oldest.map(entry -> entry.value);
        }
        closing.ifPresent(Warm::close);
        return closing.isPresent();
    }

    private void leave(Entry entry) {
        synchronized (this) {
            entry.users--;
            entry.lastUse = ++uses;
            unclaimIfUnused(entry);
        }
        closeIfSpoilt(entry);
    }

    private void closeIfSpoilt(Entry entry) {
        V closing;
        synchronized (this) {
            closing = entry.spoilt && entry.users == 0 ? entry.value : null;
            if (closing != null) {
                entry.value = null;
                spoilt.remove(entry);
            }
        }
        if (closing != null) {
            closing.close();
        }
    }

    /** Those that are loaded or being loaded. */
    synchronized List<K> keys() {
        return List.copyOf(entries.keySet());
    }
}
