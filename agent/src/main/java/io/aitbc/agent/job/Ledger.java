package io.aitbc.agent.job;

import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.time.Backoff;
import io.aitbc.api.port.Scheduler;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
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
 * what was done is kept in memory and written as soon as there is room. When no line waits, only a new job can show
 * whether there is room again: one is asked for after 15 seconds, then after twice as long each time, up to five
 * minutes, so that few leases are spent on finding out.
 */
public final class Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration RETRY_CAP = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final Gate gate;
    private Scheduler.@Nullable Timer reopening;
    private final Set<Retry> retries = new HashSet<>();
    private Duration pause = FIRST_PAUSE;
    private boolean failing;
    private boolean stopped;

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
                        written();
                        written.complete(null);
                    } else if (cause instanceof IllegalStateException) {
                        LOG.atError().addKeyValue("cause", cause.getMessage()).log("journal does not allow this line");
                        written(); // it can say so, at least
                        written.completeExceptionally(cause);
                    } else {
                        noted(cause);
                        again(backoff, () -> insist(line.get(), line, written, backoff));
                    }
                },
                scheduler);
    }

    private void again(Backoff backoff, Runnable write) {
        if (!stopped) {
            Retry retry = new Retry(write);
            retry.timer = scheduler.after(backoff.next(), retry);
            retries.add(retry);
        }
    }

    /** A line that is written again after a wait. */
    private final class Retry implements Runnable {
        private final Runnable write;
        private Scheduler.@Nullable Timer timer;

        Retry(Runnable write) {
            this.write = write;
        }

        @Override
        public void run() {
            retries.remove(this);
            write.run();
        }

        void cancel() {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private void noted(@Nullable Throwable error) {
        Throwable cause = unwrapped(error);
        if (cause == null) {
            written();
        } else if (!(cause instanceof IllegalStateException) && !stopped) {
            if (!failing) {
                LOG.atError().addKeyValue("cause", cause.getMessage()).log("journal cannot be written");
            }
            failing = true;
            gate.shut(
                    Gate.Hold.JOURNAL,
                    "the journal in STATE_DIR cannot be written (" + cause.getMessage() + "): free disk space");
            if (reopening != null) {
                reopening.cancel();
            }
            reopening = scheduler.after(pause, this::tryAgain);
        }
    }

    private void tryAgain() {
        if (!retries.isEmpty()) {
            return; // a line that waits will show whether there is room
        }
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        gate.open(Gate.Hold.JOURNAL);
    }

    private void written() {
        if (failing) {
            LOG.atInfo().log("journal can be written again");
        }
        failing = false;
        pause = FIRST_PAUSE;
        gate.open(Gate.Hold.JOURNAL);
    }

    /**
     * Tries nothing again: the journal is about to be closed, and what was not written is done again after the next
     * start.
     */
    void stop() {
        stopped = true;
        retries.forEach(Retry::cancel);
        retries.clear();
        if (reopening != null) {
            reopening.cancel();
        }
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }
}
