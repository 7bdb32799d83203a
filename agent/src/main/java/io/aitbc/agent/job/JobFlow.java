package io.aitbc.agent.job;

import io.aitbc.agent.outbox.Outbound;
import io.aitbc.agent.slot.ReleaseReason;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Outcome;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's way from its lease to an outcome in the journal. Each step begins when the line before it is on the disk:
 *
 * <pre>
 *   leased+started ──▶ attempt ──▶ proved ──▶ outbox
 *         │             │    └─ died: started again, up to three times in all
 *         └─ rejected ──┴────────▶ failed ──▶ outbox
 * </pre>
 */
final class JobFlow {
    private static final Logger LOG = LoggerFactory.getLogger(JobFlow.class);

    /** A job under which the runner or the agent died this often is not tried again here: it may be what kills them. */
    static final int MAX_ATTEMPTS = 3;

    private final Journal journal;
    private final Ledger ledger;
    private final Admission admission;
    private final Attempts attempts;
    private final Breaker breaker;
    private final Supplier<UUID> ids;
    private final Ends ends;

    JobFlow(
            Journal journal,
            Ledger ledger,
            Admission admission,
            Attempts attempts,
            Breaker breaker,
            Supplier<UUID> ids,
            Ends ends) {
        this.journal = journal;
        this.ledger = ledger;
        this.admission = admission;
        this.attempts = attempts;
        this.breaker = breaker;
        this.ids = ids;
        this.ends = ends;
    }

    /** Where a job goes from here. */
    interface Ends {
        /** The lease could not be journaled: the job is not ours after all. */
        void notTaken(HeldJob held);

        /** The outcome is in the journal. */
        void concluded(HeldJob held, Outbound outbound);

        /** There is to be no outcome: {@code left} for the next start, or closed because the lease is gone. */
        void abandoned(HeldJob held, boolean left);
    }

    /** A job that was just granted. The lease and the first attempt share one sync of the disk. */
    void begin(HeldJob held) {
        CompletionStage<Void> leased = journal.leased(held.job(), held.directory());
        Admission.Verdict verdict = admission.judge(held.job());
        LeaseRef ref = held.job().ref();
        if (verdict instanceof Admission.Verdict.Admitted admitted) {
            int number = held.beginAttempt();
            CompletionStage<Void> started = journal.started(ref, number);
            whenTaken(
                    held,
                    leased,
                    () -> whenWritten(
                            ledger.insist(started, () -> journal.started(ref, number)),
                            held,
                            () -> run(held, admitted)));
        } else {
            Failure failure = ((Admission.Verdict.Rejected) verdict).failure();
            whenTaken(held, leased, () -> conclude(held, failure));
        }
    }

    private void whenTaken(HeldJob held, CompletionStage<Void> leased, Runnable next) {
        ledger.attempt(leased).whenComplete((done, error) -> {
            if (error == null) {
                guarded(held, next);
            } else {
                ends.notTaken(held);
            }
        });
    }

    /** A job that the journal says is ours, after a restart. */
    void resume(HeldJob held) {
        Admission.Verdict verdict = admission.judge(held.job());
        if (verdict instanceof Admission.Verdict.Rejected rejected) {
            conclude(held, rejected.failure());
        } else if (held.attempts() >= MAX_ATTEMPTS) {
            conclude(held, tooManyDeaths(held, "the agent or the machine went down under it"));
        } else {
            again(held, (Admission.Verdict.Admitted) verdict);
        }
    }

    private void again(HeldJob held, Admission.Verdict.Admitted admitted) {
        int number = held.beginAttempt();
        whenWritten(ledger.insist(() -> journal.started(held.job().ref(), number)), held, () -> run(held, admitted));
    }

    private void run(HeldJob held, Admission.Verdict.Admitted admitted) {
        if (held.stop() != null) {
            stopped(held);
            return;
        }
        held.enter(HeldJob.Phase.RUNNING);
        line(held).log("job runs");
        attempts.attempt(
                        new Attempts.Plan(
                                held.job().ref(),
                                held.job().workload(),
                                held.directory(),
                                admitted,
                                () -> held.stop() != null),
                        held::progressed)
                .thenAccept(result -> guarded(held, () -> attempted(held, admitted, result)));
    }

    /** A defect of ours must not hold a slot and a lease for ever: the job is left to the journal. */
    private void guarded(HeldJob held, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("job", held.job().id()).setCause(e).log("job left to the next start by a defect");
            ends.abandoned(held, true);
        }
    }

    private void attempted(HeldJob held, Admission.Verdict.Admitted admitted, Attempts.Result result) {
        held.enter(HeldJob.Phase.CONCLUDING);
        if (result instanceof Attempts.Result.Displaced displaced) {
            line(held).addKeyValue("cause", displaced.cause()).log("job runs again, its runner was killed for another");
            run(held, admitted); // the attempt goes on: it was no death of this job's
            return;
        }
        if (result instanceof Attempts.Result.Died died) {
            breaker.died(died.cause());
            line(held).addKeyValue("cause", died.cause()).log("attempt failed, the runner died");
            if (held.stop() != null) {
                stopped(held);
            } else if (held.attempts() < MAX_ATTEMPTS) {
                again(held, admitted);
            } else {
                conclude(held, tooManyDeaths(held, died.cause()));
            }
            return;
        }
        if (result instanceof Attempts.Result.Failed failed && failed.failure().code() == FailureCode.E_NO_SPACE) {
            breaker.noSpace();
        } else {
            breaker.survived();
        }
        if (result instanceof Attempts.Result.Proved proved) {
            conclude(held, proved.proof()); // done is done, even when it was asked to stop meanwhile
        } else if (held.stop() != null) {
            stopped(held);
        } else {
            conclude(held, ((Attempts.Result.Failed) result).failure());
        }
    }

    private static Failure tooManyDeaths(HeldJob held, String cause) {
        return new Failure(
                FailureCode.E_RUNNER_DIED, "given up after " + held.attempts() + " attempts; the last time: " + cause);
    }

    private void stopped(HeldJob held) {
        HeldJob.Stop stop = held.stop();
        if (stop instanceof HeldJob.Stop.Fail fail) {
            conclude(held, fail.failure());
        } else if (stop instanceof HeldJob.Stop.Leave) {
            // A stop that somebody asked for is no death of the job's making.
            ledger.attempt(journal.left(held.job().ref(), held.attempts()))
                    .whenComplete((done, error) -> ends.abandoned(held, true));
        } else {
            ends.abandoned(held, false);
        }
    }

    private void conclude(HeldJob held, Outcome outcome) {
        held.enter(HeldJob.Phase.CONCLUDING);
        UUID key = ids.get();
        LeaseRef ref = held.job().ref();
        CompletionStage<Void> written = outcome instanceof Proof proof
                ? ledger.insist(() -> journal.proved(ref, proof, key))
                : ledger.insist(() -> journal.failed(ref, (Failure) outcome, key));
        whenWritten(written, held, () -> {
            if (outcome instanceof Failure failure) {
                line(held)
                        .addKeyValue("code", failure.code())
                        .addKeyValue("cause", failure.message())
                        .log("job failed");
            } else {
                line(held)
                        .addKeyValue("output_sha", ((Proof) outcome).primary().sha256())
                        .log("job proved");
            }
            held.enter(HeldJob.Phase.SUBMITTING);
            ends.concluded(held, new Outbound(held.job(), outcome, key, held.directory()));
            held.releaseSlot(reason(outcome));
        });
    }

    private static ReleaseReason reason(Outcome outcome) {
        boolean wentWrong = outcome instanceof Failure failure && failure.code() != FailureCode.E_CANCELED;
        return wentWrong ? ReleaseReason.FAILED : ReleaseReason.CONCLUDED;
    }

    /**
     * A line that the journal does not allow means that it knows more than we do: the job is left to it and the next
     * start.
     */
    private void whenWritten(CompletionStage<Void> written, HeldJob held, Runnable next) {
        written.whenComplete((done, error) -> {
            if (error == null) {
                guarded(held, next);
            } else {
                ends.abandoned(held, true);
            }
        });
    }

    private static org.slf4j.spi.LoggingEventBuilder line(HeldJob held) {
        return LOG.atInfo()
                .addKeyValue("job", held.job().id())
                .addKeyValue("lease", held.job().lease().id())
                .addKeyValue("workload", held.job().workload())
                .addKeyValue("attempt", held.attempts());
    }
}
