package io.aitbc.agent.lifecycle;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import io.aitbc.api.wire.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A journal whose agent may die right before or right after each line, and whose disk may be full for a while. */
final class MortalJournal implements Journal {
    private final Journal inner;
    private final Life life;
    private final BooleanSupplier full;

    MortalJournal(Journal inner, Life life, BooleanSupplier full) {
        this.inner = inner;
        this.life = life;
        this.full = full;
    }

    private CompletionStage<Void> line(String name, Supplier<CompletionStage<Void>> write) {
        if (!life.passes("before line " + name)) {
            return new CompletableFuture<>();
        }
        if (full.getAsBoolean()) {
            return CompletableFuture.failedFuture(new IOException("disk is full"));
        }
        CompletionStage<Void> written = write.get();
        return life.passes("after line " + name) ? written : new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> leased(Job job, String directory) {
        return line("leased", () -> inner.leased(job, directory));
    }

    @Override
    public CompletionStage<Void> started(LeaseRef ref, int attempt) {
        return line("started", () -> inner.started(ref, attempt));
    }

    @Override
    public CompletionStage<Void> left(LeaseRef ref, int attempt) {
        return line("left", () -> inner.left(ref, attempt));
    }

    @Override
    public CompletionStage<Void> proved(LeaseRef ref, Proof proof, UUID idempotencyKey) {
        return line("proved", () -> inner.proved(ref, proof, idempotencyKey));
    }

    @Override
    public CompletionStage<Void> failed(LeaseRef ref, Failure failure, UUID idempotencyKey) {
        return line("failed", () -> inner.failed(ref, failure, idempotencyKey));
    }

    @Override
    public CompletionStage<Void> acknowledged(LeaseRef ref, Receipt receipt) {
        return line("acknowledged", () -> inner.acknowledged(ref, receipt));
    }

    @Override
    public CompletionStage<Void> closed(LeaseRef ref, String reason) {
        return line("closed", () -> inner.closed(ref, reason));
    }

    @Override
    public List<Entry> open() {
        return inner.open();
    }

    @Override
    public List<Entry> recent(int limit) {
        return inner.recent(limit);
    }

    @Override
    public Totals totals() {
        return inner.totals();
    }

    @Override
    public void close() {
        inner.close();
    }
}
