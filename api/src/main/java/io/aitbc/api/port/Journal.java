package io.aitbc.api.port;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Outcome;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.wire.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers across any death: one line for each arrow of a job's way.
 *
 * <pre>
 *   leased ──▶ started ──▶ proved ──▶ acknowledged ──▶ closed
 *     │  ▲        │  ▲ (again, after a crash)            ▲
 *     │  └─left───┤  │                                   │
 *     └───────────┴──┴────▶ failed ──▶ acknowledged ─────┤
 *     └───────────┴────────────▶ (lease lost) ───────────┘
 * </pre>
 *
 * A stage that is returned completes once its line would survive a power cut, in the order of the calls, on any thread.
 * A line that does not fit the picture (a second outcome, a proof for a closed job) completes exceptionally with
 * {@link IllegalStateException} and leaves the journal as it was: this is where "exactly once" is kept.
 *
 * <p>A job's parameters are kept for as long as it may be run: they are forgotten with the line of its outcome, or of
 * its end.
 */
public interface Journal extends AutoCloseable {
    /** A job was granted to us and {@code directory} is its place under the work directory. */
    CompletionStage<Void> leased(Job job, String directory);

    /** A runner was given the job, for the {@code attempt}-th time on this machine. */
    CompletionStage<Void> started(LeaseRef ref, int attempt);

    /**
     * This attempt was ended by an ordinary stop of the miner before it had an outcome: it does not count, and the job
     * waits for the next start as if it had not been started that time.
     */
    CompletionStage<Void> left(LeaseRef ref, int attempt);

    /** The output is closed and hashed; from here on this proof, under this key, is the job's only outcome. */
    CompletionStage<Void> proved(LeaseRef ref, Proof proof, UUID idempotencyKey);

    /** The job is not done and will not be tried again here; this failure, under this key, is its only outcome. */
    CompletionStage<Void> failed(LeaseRef ref, Failure failure, UUID idempotencyKey);

    /** The coordinator took the outcome; it is never sent again. */
    CompletionStage<Void> acknowledged(LeaseRef ref, Receipt receipt);

    /**
     * Nothing is left to do: the job's directory is gone. {@code reason} says why, such as {@code done} or {@code lease
     * lost}.
     */
    CompletionStage<Void> closed(LeaseRef ref, String reason);

    /** Every job that is not closed, oldest first; read at start. Blocks. */
    List<Entry> open();

    /** The last {@code limit} jobs that were closed, newest first. Blocks. */
    List<Entry> recent(int limit);

    /** Sums over everything that this journal has seen. Blocks. */
    Totals totals();

    /** Writes what is waiting and closes the file. Blocks. */
    @Override
    void close();

    /** How far a job is. */
    enum Step {
        LEASED,
        STARTED,
        PROVED,
        FAILED,
        ACKNOWLEDGED,
        CLOSED
    }

    /**
     * One job as the journal knows it.
     *
     * @param job without its parameters ({@link io.aitbc.api.job.Params#EMPTY}) once it has an outcome or is closed
     * @param attempts how often a runner was given it; what an ordinary stop ended is not among them
     * @param outcome the proof or failure, once there is one
     * @param idempotencyKey the outcome's key, once there is one
     */
    record Entry(
            Job job,
            String directory,
            Step step,
            int attempts,
            @Nullable Outcome outcome,
            @Nullable UUID idempotencyKey,
            @Nullable Receipt receipt,
            @Nullable String closeReason,
            Instant leasedAt,
            Instant updatedAt) {}

    /**
     * @param proved jobs whose proof was acknowledged
     * @param failed jobs whose failure was acknowledged or could not be told to anyone
     * @param credited credits that the coordinator said it paid, in its smallest unit
     */
    record Totals(long proved, long failed, long credited) {}
}
