package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.job.HeldJob;
import io.aitbc.agent.job.HeldJob.Phase;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.MemoryJournal;
import io.aitbc.testkit.fake.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the whole agent behaves while it lives. */
class MinerAgentTest extends AgentFixture {
    @Test
    void noJobIsAskedForBeforeTheCoordinatorHasAnswered() {
        world(Terms.full());
        faults.always(Fault.LOST);
        world.boot();
        advance(Duration.ofMinutes(10));
        assertThat(asked(Call.NEXT)).isZero();
        assertThat(world.agent.agent.state()).isEqualTo(MinerAgent.State.STARTING);

        JobId job = submit(Work.Fate.OK, SECOND);
        faults.end();
        advance(Duration.ofSeconds(25));
        assertThat(world.agent.agent.state()).isEqualTo(MinerAgent.State.ONLINE);
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aCoordinatorWithoutHeartbeatsIsOnlineAllTheSame() {
        world(GUIDE);
        faults.always(Call.HEARTBEAT, Fault.UNSUPPORTED);
        world.boot();
        JobId job = submit(Work.Fate.OK, SECOND);
        advance(Duration.ofSeconds(25));
        assertPaidOnce(job);
        assertThat(world.agent.agent.state()).isEqualTo(MinerAgent.State.ONLINE);
        stop();
    }

    @Test
    void heartbeatsNeverStopForAJobAndTellHowFarItIs() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, HOUR.dividedBy(2));
        advance(HOUR.dividedBy(2).plusSeconds(5));

        List<Heartbeat> beats = heartbeats();
        assertThat(beats).hasSizeGreaterThan(85);
        assertThat(beats.subList(2, 80)).allMatch(beat -> beat.running().size() == 1 && beat.slotsFree() == 0);
        assertThat(beats.subList(60, 80))
                .extracting(beat -> beat.running().get(0).fraction())
                .containsOnly(0.5);
        assertPaidOnce(job);
        assertThat(booked(job).grants()).as("the lease was kept all the time").isEqualTo(1);
        stop();
    }

    @Test
    void anIdleAgentSaysThatItWouldTakeAJob() {
        world(Terms.full()).concurrency = 2;
        world.boot();
        advance(MINUTE);
        assertThat(heartbeats().get(1).slotsFree()).isEqualTo(2);
        stop();
    }

    @Test
    void aJobStartsWithinMillisecondsOverLongPoll() {
        boot(Terms.full());
        advance(Duration.ofSeconds(10));
        submit(Work.Fate.OK, MINUTE);
        advance(Duration.ofMillis(45)); // two trips of up to 20 ms
        assertThat(isRunning()).isTrue();
        advance(MINUTE.plusSeconds(1));
        stop();
    }

    @Test
    void asManyJobsRunAsThereAreSlotsAndEachIsPaidOnce() {
        world(Terms.full()).concurrency = 3;
        world.boot();
        List<JobId> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(submit(Work.Fate.OK, Duration.ofMillis(1_500)));
        }
        advance(Duration.ofSeconds(15));
        assertThat(world.facts.most()).isEqualTo(3);
        jobs.forEach(this::assertPaidOnce);
        stop();
    }

    @Test
    void oneWrongAnswerToTheIntroductionCostsNoOutput() {
        world(Terms.full());
        faults.next(Call.REGISTER, Fault.UNSUPPORTED);
        JobId job = submit(Work.Fate.OK, SECOND);
        world.boot();
        advance(Duration.ofSeconds(10));
        assertPaidOnce(job);
        assertThat(booked(job).hasContent()).isTrue();
        stop();
    }

    @Test
    void aRefusedKeyStopsJobsAndNothingElse() {
        world(Terms.full());
        faults.always(Fault.DENIED);
        JobId job = submit(Work.Fate.OK, SECOND);
        world.boot();
        advance(HOUR);
        assertThat(asked(Call.NEXT)).isZero();
        assertThat(world.agent.gate.reason().orElseThrow()).contains("API_KEY").contains("401");
        assertThat(world.agent.link.denied()).isTrue();

        faults.always(Fault.LOST); // an outage says nothing of the key
        advance(Duration.ofMinutes(5));
        assertThat(world.agent.gate.reason().orElseThrow()).contains("API_KEY");

        faults.end();
        advance(Duration.ofSeconds(30));
        assertThat(world.agent.gate.isOpen()).isTrue();
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aKeyThatIsRefusedWhileAJobRunsCostsNothing() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(10));
        advance(SECOND);
        faults.always(Fault.DENIED);
        advance(Duration.ofSeconds(35));
        assertThat(asked(Call.PROVE)).isPositive();
        int questions = asked(Call.NEXT);
        faults.end();
        advance(MINUTE);
        assertThat(questions).isLessThan(asked(Call.NEXT));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aJobThatIsGrantedAgainUnderANewLeaseIsDoneOnce() {
        world(Terms.full()).concurrency = 2;
        world.boot();
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(40));
        advance(SECOND);
        world.coordinator.book().revoke(job);
        advance(Duration.ofMinutes(3));

        assertThat(booked(job).grants()).isEqualTo(2);
        assertPaidOnce(job);
        stop();
    }

    @Test
    void anUploadThatTakesLongerThanTheLeaseKeepsIt() {
        boot(Terms.full().withoutRenewalOnHeartbeat());
        JobId job = world.submit("big", Work.params(Work.Fate.OK, 1_000, 5_000));
        faults.next(Call.UPLOAD, Fault.late(Duration.ofMinutes(10)));
        advance(Duration.ofMinutes(11));
        assertPaidOnce(job);
        assertThat(booked(job).grants()).isEqualTo(1);
        stop();
    }

    @Test
    void nothingIsProvedBeforeItIsInTheJournal() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(30));
        advance(SECOND);
        world.diskFull = true;
        advance(Duration.ofMinutes(2));
        assertThat(world.facts.finished()).contains(job);
        assertThat(asked(Call.PROVE)).isZero();
        assertThat(world.agent.gate.reason().orElseThrow()).contains("STATE_DIR");
        int questions = asked(Call.NEXT);
        advance(Duration.ofMinutes(10));
        assertThat(asked(Call.NEXT)).as("no jobs are asked for").isEqualTo(questions);

        world.diskFull = false;
        advance(Duration.ofSeconds(16));
        assertPaidOnce(job);
        assertThat(world.facts.begun()).hasSize(1);
        stop();
    }

    @Test
    void aJobWhoseLeaseCannotBeJournaledIsNotRun() {
        boot(Terms.full());
        advance(SECOND);
        world.diskFull = true;
        JobId job = submit(Work.Fate.OK, SECOND);
        advance(Duration.ofSeconds(5));
        assertThat(world.facts.begun()).isEmpty();
        assertThat(world.agent.desk.all()).isEmpty();
        world.diskFull = false;
        advance(Duration.ofMinutes(3));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aRunnerThatDiesOnceIsAnAttempt() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.DIES_ONCE, SECOND);
        advance(Duration.ofSeconds(5));
        assertThat(world.facts.begun()).hasSize(2);
        assertPaidOnce(job);
        assertThat(world.agent.gate.isOpen()).isTrue();
        stop();
    }

    @Test
    void aRunnerThatKeepsDyingShutsTheGateForAWhile() {
        boot(new Terms(false, Terms.full().registration(), MINUTE, MINUTE, 1, true));
        JobId bad = submit(Work.Fate.DIES, SECOND);
        advance(Duration.ofSeconds(5));
        assertThat(onlyFailure(bad).code()).isEqualTo(FailureCode.E_RUNNER_DIED);
        assertThat(onlyFailure(bad).message()).contains("SIGSEGV");
        assertThat(world.facts.begun()).hasSize(3);
        assertThat(world.agent.gate.reason().orElseThrow()).contains("runner died 3 times");

        JobId good = submit(Work.Fate.OK, SECOND);
        advance(Duration.ofSeconds(20));
        assertThat(booked(good).grants()).isZero();
        advance(Duration.ofSeconds(20));
        assertPaidOnce(good);
        stop();
    }

    @Test
    void workThatProducedNothingIsFailedAndNeverProved() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.WRITES_NOTHING, SECOND);
        advance(Duration.ofSeconds(10));
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_OUTPUT);
        assertThat(asked(Call.PROVE)).isZero();
        assertNothingLeft();
        stop();
    }

    @Test
    void aWorkDirectoryThatCannotBeUsedBurnsNoJobs() throws IOException {
        world(new Terms(false, Terms.full().registration(), MINUTE, MINUTE, 1_000, true));
        Files.writeString(root.resolve("jobs"), "in the way");
        JobId job = submit(Work.Fate.OK, SECOND);
        world.boot();
        advance(Duration.ofMinutes(10));
        assertThat(booked(job).failures().values())
                .allMatch(failure -> failure.code() == FailureCode.E_NO_SPACE)
                .as("it looks for room before it takes another job")
                .hasSize(1);
        assertThat(world.agent.gate.reason().orElseThrow()).contains("WORK_DIR");

        Files.delete(root.resolve("jobs"));
        advance(Duration.ofSeconds(40));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void clocksThatJumpChangeNothing() {
        List<String> still = twentyMinutes(List.of());
        List<String> jumping = twentyMinutes(
                List.of(HOUR, HOUR.negated(), Duration.ofDays(365), Duration.ofDays(-20_000), Duration.ofSeconds(1)));
        assertThat(jumping).isEqualTo(still);
    }

    /** What was asked when, while the clock jumps by each of these. */
    private List<String> twentyMinutes(List<Duration> jumps) {
        World it =
                new World(1, Terms.full(), faults, root, clock -> new MemoryJournal(new MemoryJournal.Store(), clock));
        it.boot();
        for (int i = 0; i < 20; i++) {
            it.submit("job-" + i, Work.params(Work.Fate.OK, 5_000L * i));
            if (i < jumps.size()) {
                it.time.jumpClock(jumps.get(i));
            }
            it.time.advance(MINUTE);
        }
        it.time.advance(Duration.ofMinutes(5));
        assertThat(it.coordinator.book().jobs()).allMatch(job -> job.paid().size() == 1);
        return it.coordinator.asked().stream()
                .map(asked -> asked.call() + " " + asked.atNanos())
                .toList();
    }

    @Test
    void resultsThatNobodyTakesDoNotPileUpWithoutBound() {
        world(Terms.full()).concurrency = 4;
        faults.always(Call.PROVE, Fault.LOST);
        for (int i = 0; i < 600; i++) {
            submit(Work.Fate.OK, Duration.ofMillis(10));
        }
        world.boot();
        advance(HOUR);
        assertThat(world.agent.desk.all()).hasSizeBetween(256, 260);
        assertThat(world.agent.gate.reason().orElseThrow()).contains("wait for the coordinator");

        faults.end();
        advance(Duration.ofMinutes(5));
        assertThat(world.coordinator.book().jobs()).allMatch(job -> job.paid().size() == 1);
        assertNothingLeft();
        stop();
    }

    @Test
    void parametersTooLargeAreRefusedAndNotKept() {
        boot(Terms.full());
        faults.always(Call.FAIL, Fault.LOST);
        JobId large = world.submit("large", Work.largeParams());
        advance(Duration.ofSeconds(5));
        assertThat(held().job().params()).isEqualTo(Params.EMPTY);
        assertThat(world.agent.journal.open())
                .allMatch(entry -> entry.job().params().equals(Params.EMPTY));

        faults.end();
        advance(MINUTE);
        assertThat(onlyFailure(large).code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(onlyFailure(large).field()).isEqualTo("params");
        assertThat(world.facts.begun()).isEmpty();
        assertNothingLeft();
        stop();
    }

    @Test
    void parametersAreKeptNoLongerThanTheWork() {
        boot(Terms.full());
        faults.always(Call.PROVE, Fault.LOST);
        submit(Work.Fate.OK, MINUTE);
        advance(SECOND);
        assertThat(held().job().params()).isNotEqualTo(Params.EMPTY);
        advance(MINUTE);
        assertThat(held().phase()).isEqualTo(Phase.SUBMITTING);
        assertThat(held().job().params()).isEqualTo(Params.EMPTY);
        stop();
    }

    @Test
    void theProofSaysWhatTheRunnerSaid() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, SECOND);
        advance(Duration.ofSeconds(5));
        Proof proof =
                ((ProofSubmission) world.coordinator.asked(Call.PROVE).get(0).request()).proof();
        assertThat(proof.metrics()).containsEntry("steps", 7L).containsEntry("seconds", 1.0);
        assertThat(proof.provenance().engine()).isEqualTo("pytorch");
        assertThat(proof.primary().sha256()).isEqualTo(Work.outputSha(job, Work.params(Work.Fate.OK, 1_000)));
        stop();
    }

    @Test
    void aHeldJobTellsWhereItIs() {
        boot(Terms.full());
        submit(Work.Fate.OK, MINUTE);
        advance(Duration.ofSeconds(40));
        HeldJob job = held();
        assertThat(job.phase()).isEqualTo(Phase.RUNNING);
        assertThat(job.attempts()).isEqualTo(1);
        assertThat(job.progress()).isNotNull();
        assertThat(world.agent.desk.working()).hasSize(1);
        advance(MINUTE);
        stop();
    }
}
