package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.JobId;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that name an input file: it is there before their run, or they do not run. */
class InputFilesTest extends AgentFixture {
    private static final byte[] INPUT = "what the job works on".getBytes(StandardCharsets.US_ASCII);

    private String sha256 = "";
    private int pieces;

    private JobId submitted(Work.Fate fate) {
        sha256 = world.coordinator.offer(INPUT);
        return world.submit("job", Work.withInput(Work.params(fate, 1_000), sha256));
    }

    private JobId begun(Terms terms) {
        boot(terms);
        return submitted(Work.Fate.OK);
    }

    private List<Failure> failures(JobId job) {
        return List.copyOf(booked(job).failures().values());
    }

    @Test
    void itIsFetchedOnceForAllRuns() {
        boot(Terms.full());
        JobId job = submitted(Work.Fate.DIES_ONCE);
        advance(MINUTE);
        assertPaidOnce(job);
        assertThat(world.facts.begun()).hasSize(2);
        assertThat(asked(Call.INPUT)).isEqualTo(1);
        stop();
    }

    @Test
    void troubleOnTheWayIsMetWithPatience() {
        faults.next(Call.INPUT, Fault.LOST, Fault.congested(Duration.ofSeconds(20)), Fault.ANSWER_LOST, Fault.DENIED);
        JobId job = begun(Terms.full());
        advance(Duration.ofSeconds(19));
        assertThat(world.facts.begun()).isEmpty();
        advance(MINUTE);
        assertThat(asked(Call.INPUT)).isEqualTo(5);
        assertPaidOnce(job);
        stop();
    }

    @Test
    void patienceHasAnEndAndTheJobIsGivenBack() {
        faults.always(Call.INPUT, Fault.LOST);
        JobId job = begun(Terms.full());
        advance(Duration.ofMinutes(9));
        assertThat(failures(job)).isEmpty();
        faults.always(Call.NEXT, Fault.LOST);
        advance(Duration.ofMinutes(3));
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_INTERNAL);
        assertThat(onlyFailure(job).message()).contains("10 minutes").contains("connection refused");
        assertThat(world.facts.begun()).isEmpty();
        faults.end();
        advance(Duration.ofMinutes(5));
        assertThat(booked(job).paid()).as("offered again").hasSize(1);
        stop();
    }

    @Test
    void oneThatTheCoordinatorHasNotGotFailsTheJob() {
        boot(Terms.full());
        JobId job = world.submit("job", Work.withInput(Work.params(Work.Fate.OK, 1_000), "0".repeat(64)));
        advance(MINUTE);
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(onlyFailure(job).field()).isEqualTo("input");
        assertThat(booked(job).state()).isEqualTo(BookedJob.State.FAILED);
        assertThat(world.facts.begun()).isEmpty();
        assertNothingLeft();
        stop();
    }

    @Test
    void oneThatIsTooLargeFailsTheJob() {
        boot(Terms.full());
        String large = world.coordinator.offer(new byte[1_001]);
        JobId job = world.submit("job", Work.withInput(Work.params(Work.Fate.OK, 1_000), large));
        advance(MINUTE);
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(onlyFailure(job).message()).contains("larger than the 1000 bytes");
        assertThat(asked(Call.INPUT)).isEqualTo(1);
        assertNothingLeft();
        stop();
    }

    @Test
    void otherBytesThanWereNamedAreNeverGivenToARun() {
        boot(Terms.full());
        JobId job = submitted(Work.Fate.OK);
        world.coordinator.offer(sha256, "something else".getBytes(StandardCharsets.US_ASCII));
        until(() -> !failures(job).isEmpty());
        assertThat(asked(Call.INPUT)).isEqualTo(3);
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_INTERNAL);
        assertThat(world.facts.begun()).isEmpty();
        world.coordinator.offer(INPUT);
        advance(MINUTE);
        assertThat(booked(job).paid()).as("given back, and taken again").hasSize(1);
        stop();
    }

    @Test
    void aCoordinatorWithoutTheCallGetsTheJobBack() {
        faults.next(Call.INPUT, Fault.UNSUPPORTED);
        faults.next(Call.INPUT, Fault.refused(409, "LEASE_LOST"));
        JobId job = begun(Terms.full());
        advance(MINUTE);
        assertThat(failures(job)).extracting(Failure::code).containsOnly(FailureCode.E_INTERNAL);
        assertThat(booked(job).paid()).hasSize(1);
        stop();
    }

    @Test
    void aCoordinatorOfTheGuidesIsNotAsked() {
        begun(GUIDE);
        advance(MINUTE);
        assertThat(asked(Call.INPUT)).isZero();
        assertThat(world.facts.begun()).isEmpty();
        assertThat(world.agent.journal.totals().failed()).isEqualTo(1);
        stop();
    }

    @Test
    void aFullDiskInTheMiddleGivesTheJobBackAndTheNextIsDone() {
        boot(Terms.full());
        world.crashes = CrashPlan.when(number -> {
            boolean half = world.crashes.events().get(number).equals("before bytes of an input");
            world.jobsDiskFull |= half && pieces++ == 1;
            return false;
        });
        world.shutDown(SECOND);
        world.boot();
        JobId job = submitted(Work.Fate.OK);
        until(() -> !failures(job).isEmpty());
        advance(SECOND); // for its answer
        assertThat(failures(job)).extracting(Failure::code).containsExactly(FailureCode.E_NO_SPACE);
        assertThat(world.facts.begun()).isEmpty();
        assertThat(world.directories()).isEmpty();
        assertThat(world.agent.gate.reason()).isPresent();
        world.jobsDiskFull = false;
        advance(Duration.ofMinutes(10));
        assertThat(booked(job).paid()).as("offered again").hasSize(1);
        stop();
    }

    @Test
    void aCancelEndsTheWait() {
        for (Fault fault : List.of(Fault.LOST, Fault.NEVER)) {
            faults.always(Call.INPUT, fault);
            JobId job = begun(Terms.full());
            advance(SECOND);
            world.agent.desk.cancel(job, null, new Failure(FailureCode.E_CANCELED, "not wanted any more"));
            advance(SECOND);
            assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_CANCELED);
            assertThat(world.facts.begun()).isEmpty();
            assertNothingLeft();
            stop();
        }
    }

    @Test
    void aLostLeaseEndsTheWait() {
        faults.always(Call.INPUT, Fault.NEVER);
        JobId job = begun(Terms.full().withoutRenewalOnHeartbeat());
        advance(SECOND);
        faults.always(Call.NEXT, Fault.LOST);
        faults.always(Call.HEARTBEAT, Fault.LOST); // or it is heard of there first, as a cancel
        world.coordinator.book().revoke(job);
        advance(Duration.ofSeconds(25));
        assertThat(closeReason()).isEqualTo("lease lost");
        assertNothingLeft();
        stop();
    }

    @Test
    void aDrainEndsTheWait() {
        for (Fault fault : List.of(Fault.LOST, Fault.NEVER)) {
            faults.always(Call.INPUT, fault);
            JobId job = begun(Terms.full());
            advance(SECOND);
            stop();
            assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_DRAINING);
            assertThat(world.facts.begun()).isEmpty();
            assertThat(world.directories()).isEmpty();
        }
    }
}
