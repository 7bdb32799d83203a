package io.aitbc.agent.job;

import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets lines into the journal, however long the disk is full. While a line cannot be written, no jobs are asked for;
 * what was done is kept in memory and written as soon as there is room.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final String GATE_KEY = "journal";
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration RETRY_CAP = Duration.ofSeconds(15);

    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Gate gate;
    private Scheduler.@Nullable Timer reopening;

    public Ledger(Scheduler scheduler, RandomGenerator random, Gate gate) {
        this.scheduler = scheduler;
        this.random = random;
        this.gate = gate;
    }

    /** Writes a line once. Completes exceptionally when it could not be written; the gate is then shut for a while. */
    CompletionStage<Void> attempt(CompletionStage<Void> line) {
        return line.whenCompleteAsync((done, error) -> noted(error), scheduler);
    }

    /**
     * Writes a line, again and again until it is written.
     *
     * @return completes on the agent's thread; exceptionally only when the journal does not allow the line at all,
     *     which is a defect of ours
     */
    CompletionStage<Void> insist(Supplier<CompletionStage<Void>> line) {
        return insist(line.get(), line);
    }

    /** The same for a line whose first try is under way already. */
    CompletionStage<Void> insist(CompletionStage<Void> first, Supplier<CompletionStage<Void>> line) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        insist(first, line, written, new Backoff(FIRST_RETRY, RETRY_CAP, random));
        return written;
    }

    private void insist(
            CompletionStage<Void> underWay,
            Supplier<CompletionStage<Void>> line,
            CompletableFuture<Void> written,
            Backoff backoff) {
        underWay.whenCompleteAsync(
                (done, error) -> {
                    Throwable cause = unwrapped(error);
                    if (cause == null) {
                        gate.open(GATE_KEY);
                        written.complete(null);
                    } else if (cause instanceof IllegalStateException) {
                        LOG.atError().addKeyValue("cause", cause.getMessage()).log("journal does not allow this line");
                        written.completeExceptionally(cause);
                    } else {
                        noted(cause);
                        scheduler.after(backoff.next(), () -> insist(line.get(), line, written, backoff));
                    }
                },
                scheduler);
    }

    private void noted(@Nullable Throwable error) {
        Throwable cause = unwrapped(error);
        if (cause == null) {
            gate.open(GATE_KEY);
        } else if (!(cause instanceof IllegalStateException)) {
            LOG.atError().addKeyValue("cause", cause.getMessage()).log("journal cannot be written");
            gate.shut(
                    GATE_KEY,
                    "the journal in STATE_DIR cannot be written (" + cause.getMessage() + "): free disk space");
            if (reopening != null) {
                reopening.cancel();
            }
            reopening = scheduler.after(RETRY_CAP, () -> gate.open(GATE_KEY));
        }
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
