package io.aitbc.e2e.crash;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import io.aitbc.api.wire.Receipt;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The real journal under an agent that dies, as from SIGKILL, right before or right after its first line of a chosen
 * step is on the disk.
 */
@SuppressForbidden("dying is what it is for")
final class HaltingJournal implements Journal {
    private static final int SIGKILLED = 137;

    private final Journal journal;
    private final Step step;
    private final boolean before;

    HaltingJournal(Journal journal, Step step, boolean before) {
        this.journal = journal;
        this.step = step;
        this.before = before;
    }

    private CompletionStage<Void> line(Step written, Supplier<CompletionStage<Void>> line) {
        if (written != step) {
            return line.get();
        }
        if (before) {
            Runtime.getRuntime().halt(SIGKILLED);
        }
        return line.get().whenComplete((done, error) -> Runtime.getRuntime().halt(SIGKILLED));
    }

    @Override
    public CompletionStage<Void> leased(Job job, String directory) {
        return line(Step.LEASED, () -> journal.leased(job, directory));
    }

    @Override
    public CompletionStage<Void> started(LeaseRef ref, int attempt) {
        return line(Step.STARTED, () -> journal.started(ref, attempt));
    }

    @Override
    public CompletionStage<Void> left(LeaseRef ref, int attempt) {
        return journal.left(ref, attempt);
    }

    @Override
    public CompletionStage<Void> proved(LeaseRef ref, Proof proof, UUID idempotencyKey) {
        return line(Step.PROVED, () -> journal.proved(ref, proof, idempotencyKey));
    }

    @Override
    public CompletionStage<Void> failed(LeaseRef ref, Failure failure, UUID idempotencyKey) {
        return line(Step.FAILED, () -> journal.failed(ref, failure, idempotencyKey));
    }

    @Override
    public CompletionStage<Void> acknowledged(LeaseRef ref, Receipt receipt) {
        return line(Step.ACKNOWLEDGED, () -> journal.acknowledged(ref, receipt));
    }

    @Override
    public CompletionStage<Void> closed(LeaseRef ref, String reason) {
        return line(Step.CLOSED, () -> journal.closed(ref, reason));
    }

    @Override
    public List<Entry> open() {
        return journal.open();
    }

    @Override
    public List<Entry> recent(int limit) {
        return journal.recent(limit);
    }

    @Override
    public Totals totals() {
        return journal.totals();
    }

    @Override
    public void close() {
        journal.close();
    }
}
