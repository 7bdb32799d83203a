package io.aitbc.testkit.fake;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Outcome;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import io.aitbc.api.wire.Receipt;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The journal's rules without a disk. What it remembers lies in a {@link Store}, which outlives it as a file would.
 * Used on one thread.
 */
public final class MemoryJournal implements Journal {
    private static final Set<Step> BEFORE_OUTCOME = EnumSet.of(Step.LEASED, Step.STARTED);

    private final Store store;
    private final Supplier<Instant> clock;

    public MemoryJournal(Store store, Supplier<Instant> clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The disk under it. */
    public static final class Store {
        private final Map<LeaseRef, Entry> entries = new LinkedHashMap<>();
        private final List<Entry> closed = new ArrayList<>();
        private Totals totals = new Totals(0, 0, 0);
        private boolean full;

        /** While it is full, no line can be written. */
        public void full(boolean now) {
            full = now;
        }
    }

    private interface Line {
        Entry follow(@Nullable Entry before);
    }

    private CompletionStage<Void> append(LeaseRef ref, Line line) {
        if (store.full) {
            return CompletableFuture.failedFuture(new IOException("disk is full"));
        }
        Entry before = store.entries.get(ref);
        try {
            Entry after = line.follow(before);
            store.entries.put(ref, after);
            return CompletableFuture.completedFuture(null);
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> move(LeaseRef ref, Set<Step> from, UnaryOperator<Entry> to) {
        return append(ref, before -> {
            if (before == null || !from.contains(before.step())) {
                throw notAllowed(ref);
            }
            return to.apply(before);
        });
    }

    private static IllegalStateException notAllowed(LeaseRef ref) {
        return new IllegalStateException("the journal allows no such line for " + ref);
    }

    @Override
    public CompletionStage<Void> leased(Job job, String directory) {
        return append(job.ref(), before -> {
            if (before != null) {
                throw notAllowed(job.ref());
            }
            Instant now = clock.get();
            return new Entry(job, directory, Step.LEASED, 0, null, null, null, null, now, now);
        });
    }

    @Override
    public CompletionStage<Void> started(LeaseRef ref, int attempt) {
        return move(ref, BEFORE_OUTCOME, before -> {
            if (attempt <= before.attempts()) {
                throw notAllowed(ref);
            }
            return moved(before, Step.STARTED, attempt, null, null);
        });
    }

    @Override
    public CompletionStage<Void> left(LeaseRef ref, int attempt) {
        return move(ref, EnumSet.of(Step.STARTED), before -> {
            if (attempt != before.attempts()) {
                throw notAllowed(ref);
            }
            return moved(before, Step.LEASED, attempt - 1, null, null);
        });
    }

    @Override
    public CompletionStage<Void> proved(LeaseRef ref, Proof proof, UUID idempotencyKey) {
        return move(
                ref,
                EnumSet.of(Step.STARTED),
                before -> moved(before, Step.PROVED, before.attempts(), proof, idempotencyKey));
    }

    @Override
    public CompletionStage<Void> failed(LeaseRef ref, Failure failure, UUID idempotencyKey) {
        return move(
                ref, BEFORE_OUTCOME, before -> moved(before, Step.FAILED, before.attempts(), failure, idempotencyKey));
    }

    private Entry moved(Entry before, Step step, int attempts, @Nullable Outcome outcome, @Nullable UUID key) {
        return new Entry(
                outcome == null ? before.job() : before.job().with(Params.EMPTY),
                before.directory(),
                step,
                attempts,
                outcome,
                key,
                null,
                null,
                before.leasedAt(),
                clock.get());
    }

    @Override
    public CompletionStage<Void> acknowledged(LeaseRef ref, Receipt receipt) {
        return move(ref, EnumSet.of(Step.PROVED, Step.FAILED), before -> {
            boolean proved = before.step() == Step.PROVED;
            add(proved ? 1 : 0, proved ? 0 : 1, receipt.credited() == null ? 0 : receipt.credited());
            return ended(before, Step.ACKNOWLEDGED, receipt, null);
        });
    }

    @Override
    public CompletionStage<Void> closed(LeaseRef ref, String reason) {
        return move(ref, EnumSet.complementOf(EnumSet.of(Step.CLOSED)), before -> {
            add(0, before.step() == Step.FAILED ? 1 : 0, 0);
            Entry after = ended(before, Step.CLOSED, before.receipt(), reason);
            store.closed.add(after);
            return after;
        });
    }

    private Entry ended(Entry before, Step step, @Nullable Receipt receipt, @Nullable String reason) {
        return new Entry(
                before.job().with(Params.EMPTY),
                before.directory(),
                step,
                before.attempts(),
                before.outcome(),
                before.idempotencyKey(),
                receipt,
                reason,
                before.leasedAt(),
                clock.get());
    }

    private void add(long proved, long failed, long credited) {
        Totals sum = store.totals;
        store.totals = new Totals(sum.proved() + proved, sum.failed() + failed, sum.credited() + credited);
    }

    @Override
    public List<Entry> open() {
        return store.entries.values().stream()
                .filter(entry -> entry.step() != Step.CLOSED)
                .toList();
    }

    @Override
    public List<Entry> recent(int limit) {
        List<Entry> newestFirst = new ArrayList<>(store.closed);
        Collections.reverse(newestFirst);
        return newestFirst.stream().limit(limit).toList();
    }

    @Override
    public Totals totals() {
        return store.totals;
    }

    @Override
    public void close() {
        // What it remembers is in the store already.
    }
}
