package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.job.HeldJob.Phase;
import io.aitbc.api.job.JobId;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that are to stop: canceled, or somebody else's by now. */
class StoppedJobTest extends AgentFixture {
    private static final Failure CANCELED = new Failure(FailureCode.E_CANCELED, "not wanted any more");
    private static final Terms SPOKEN_OF_IN_RENEWALS_ONLY = Terms.full().withoutRenewalOnHeartbeat();

    /** A miner with a job that has run for a second. */
    private JobId bootAndRun(Terms terms, Work.Fate fate, Duration length) {
        boot(terms);
        JobId job = submit(fate, length);
        advance(SECOND);
        return job;
    }

    @Test
    void aJobCanceledBeforeItsRunIsReportedAndNeverRun() {
        for (Phase phase : List.of(Phase.LEASED, Phase.RUNNING)) {
            boot(Terms.full());
            JobId job = submit(Work.Fate.OK, MINUTE);
            until(() -> !world.agent.desk.all().isEmpty() && held().phase() == phase);
            assertThat(isRunning()).as("already with the runner").isFalse();
            world.agent.desk.cancel(job, null, CANCELED);
            advance(SECOND);

            assertThat(world.facts.begun()).as("runs, canceled while %s", phase).isEmpty();
            assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_CANCELED);
            assertNothingLeft();
            stop();
        }
    }

    @Test
    void aJobCanceledDuringItsRunIsStoppedAndReported() {
        JobId job = bootAndRun(LONG_LEASES, Work.Fate.OK, HOUR);
        world.coordinator.book().cancel(job);
        advance(Duration.ofSeconds(23));

        assertThat(isRunning()).isFalse();
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_CANCELED);
        assertThat(booked(job).state()).isEqualTo(BookedJob.State.CANCELED);
        assertNothingLeft();
        stop();
    }

    @Test
    void aCancelThatIsHeardOfAsALostLeaseStopsTheRunToo() {
        JobId job = bootAndRun(SPOKEN_OF_IN_RENEWALS_ONLY, Work.Fate.OK, HOUR);
        faults.always(Call.HEARTBEAT, Fault.LOST);
        world.coordinator.book().cancel(job);
        advance(Duration.ofSeconds(25));
        assertThat(isRunning()).isFalse();
        assertThat(booked(job).paid()).isEmpty();
        assertNothingLeft();
        stop();
    }

    @Test
    void aCancelOfAnotherGrantOrJobStopsNothing() {
        JobId job = bootAndRun(Terms.full(), Work.Fate.OK, Duration.ofSeconds(30));
        world.agent.desk.cancel(new JobId("other"), null, CANCELED);
        world.agent.desk.cancel(job, "another-lease", CANCELED);
        advance(MINUTE);
        assertPaidOnce(job);
        stop();
    }

    @Test
    void workThatIsDoneIsSubmittedHoweverLateTheCancel() {
        JobId stubborn = bootAndRun(Terms.full(), Work.Fate.STUBBORN, Duration.ofSeconds(30));
        world.coordinator.book().cancel(stubborn);
        advance(MINUTE);
        assertThat(asked(Call.PROVE)).isEqualTo(1);
        assertThat(booked(stubborn).paid()).as("the coordinator decides").isEmpty();
        assertThat(closeReason()).contains("409");
        assertNothingLeft();

        JobId done = submit(Work.Fate.OK, SECOND);
        until(() -> !world.agent.desk.all().isEmpty() && held().phase() == Phase.SUBMITTING);
        world.agent.desk.cancel(done, null, CANCELED);
        advance(MINUTE);
        assertPaidOnce(done);
        stop();
    }

    @Test
    void aLostLeaseEndsTheRunAndIsReportedToNobody() {
        JobId job = bootAndRun(SPOKEN_OF_IN_RENEWALS_ONLY, Work.Fate.OK, HOUR);
        faults.always(Call.NEXT, Fault.LOST);
        world.coordinator.book().revoke(job);
        advance(Duration.ofSeconds(25));

        assertThat(isRunning()).isFalse();
        assertThat(closeReason()).isEqualTo("lease lost");
        assertThat(asked(Call.FAIL) + asked(Call.PROVE)).isZero();
        assertNothingLeft();
        stop();
    }
}
