package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.JobId;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Journal.Entry;
import io.aitbc.api.port.Journal.Step;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ways out. Each test ends with nothing of the agent left to run. */
class DrainTest extends AgentFixture {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** How long it took from here until the agent said that it had stopped. */
    private Duration stopped() {
        Duration from = world.time.elapsed();
        assertThat(world.time.advanceUntil(() -> world.agent.isStopped(), HOUR)).isTrue();
        return world.time.elapsed().minus(from);
    }

    private void exit() {
        world.agent.runner.stop();
        world.time.runUntilIdle();
        assertThat(world.agent.scheduler.pending()).as("left to run").isZero();
        world.agent.life.end();
        advance(Duration.ofMinutes(1));
    }

    private List<Step> inJournal() {
        return world.agent.journal.open().stream().map(Entry::step).toList();
    }

    private Heartbeat lastBeat() {
        return heartbeats().get(heartbeats().size() - 1);
    }

    @Test
    void anIdleAgentSaysGoodbyeAndStopsWithinTwoSeconds() {
        for (Terms terms : List.of(Terms.full(), GUIDE)) {
            boot(terms);
            advance(Duration.ofSeconds(31));
            world.agent.drain(BOUND);
            assertThat(stopped()).isLessThanOrEqualTo(Duration.ofSeconds(2));
            assertThat(lastBeat().state()).isEqualTo(Heartbeat.State.DRAINING);
            assertThat(lastBeat().slotsFree()).isZero();
            exit();
        }
    }

    @Test
    void theCoordinatorHasHeardTheGoodbyeBeforeTheEnd() {
        boot(GUIDE);
        advance(Duration.ofSeconds(31));
        faults.next(Call.HEARTBEAT, Fault.late(Duration.ofSeconds(1)));
        world.agent.drain(BOUND);
        assertThat(stopped()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(world.agent.link.trouble()).isEmpty();
        exit();
    }

    @Test
    void aJobThatEndsWithinTheBoundIsFinishedAndDelivered() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(40));
        advance(SECOND);
        world.agent.drain(BOUND);
        assertThat(stopped()).isBetween(Duration.ofSeconds(38), Duration.ofSeconds(41));
        assertPaidOnce(job);
        assertThat(lastBeat().state()).isEqualTo(Heartbeat.State.DRAINING);
        exit();
    }

    @Test
    void noNewJobIsTakenWhileDraining() {
        boot(Terms.full());
        submit(Work.Fate.OK, Duration.ofSeconds(40));
        advance(SECOND);
        world.agent.drain(BOUND);
        JobId late = submit(Work.Fate.OK, SECOND);
        stopped();
        assertThat(booked(late).grants()).isZero();
        exit();
    }

    @Test
    void aJobThatDoesNotEndIsHandedBackAndMayBeDoneElsewhere() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, HOUR);
        advance(SECOND);
        world.agent.drain(BOUND);
        assertThat(stopped()).isBetween(BOUND, BOUND.plusSeconds(2));
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_DRAINING);
        assertThat(booked(job).state()).isEqualTo(BookedJob.State.QUEUED);
        assertNothingLeft();
        exit();
    }

    @Test
    void askedTwiceItHandsBackAtOnce() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, HOUR);
        advance(SECOND);
        world.agent.drain(BOUND);
        advance(Duration.ofSeconds(10));
        world.agent.drain(Duration.ZERO);
        assertThat(stopped()).isLessThan(Duration.ofSeconds(2));
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_DRAINING);
        exit();
    }

    @Test
    void askedTwiceItNeverTakesLonger() {
        boot(Terms.full());
        submit(Work.Fate.OK, HOUR);
        advance(SECOND);
        world.agent.drain(Duration.ofSeconds(10));
        advance(Duration.ofSeconds(5));
        world.agent.drain(BOUND);
        assertThat(stopped()).isLessThan(Duration.ofSeconds(8));
        exit();
    }

    @Test
    void whereNothingCanBeHandedBackTheJobStaysInTheJournal() {
        boot(GUIDE);
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(100));
        advance(Duration.ofSeconds(5));
        world.agent.drain(Duration.ofSeconds(10));
        assertThat(stopped()).isLessThan(Duration.ofSeconds(13));
        assertThat(asked(Call.FAIL)).isZero();
        assertThat(inJournal()).containsExactly(Step.LEASED);
        exit();

        world.boot();
        advance(Duration.ofSeconds(110));
        assertPaidOnce(job);
        assertThat(booked(job).grants()).isEqualTo(1);
        stop();
    }

    @Test
    void aJobThatComesWithTheLastAnswerIsHandedBack() {
        boot(Terms.full());
        advance(SECOND);
        JobId job = submit(Work.Fate.OK, SECOND); // the answer leaves now
        world.agent.drain(BOUND);
        assertThat(stopped()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(booked(job).grants()).isEqualTo(1);
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_DRAINING);
        assertThat(world.facts.begun()).isEmpty();
        assertNothingLeft();
        exit();
    }

    @Test
    void whereNothingCanBeHandedBackThatJobStaysInTheJournalToo() {
        boot(GUIDE);
        JobId job = submit(Work.Fate.OK, SECOND);
        until(() -> booked(job).grants() == 1);
        world.agent.drain(BOUND);
        assertThat(stopped()).isLessThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(asked(Call.FAIL)).isZero();
        assertThat(world.facts.begun()).isEmpty();
        assertThat(inJournal()).hasSize(1);
        exit();

        world.boot();
        advance(Duration.ofSeconds(20));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aRunnerThatDoesNotListenDoesNotHoldTheEndUp() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.STUBBORN, HOUR);
        advance(SECOND);
        world.agent.drain(Duration.ofSeconds(10));
        assertThat(stopped()).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(21));
        exit();

        world.boot();
        advance(HOUR.plusSeconds(200));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aCoordinatorThatNeverAnswersDoesNotHoldTheEndUp() {
        for (boolean before : List.of(true, false)) {
            world(Terms.full());
            if (before) {
                faults.always(Fault.NEVER);
            }
            world.boot();
            submit(Work.Fate.OK, HOUR);
            advance(SECOND);
            faults.always(Fault.NEVER);
            world.agent.drain(Duration.ofSeconds(10));
            assertThat(stopped()).isLessThanOrEqualTo(Duration.ofSeconds(21));
            exit();
            faults.end();
        }
    }

    @Test
    void aJournalThatCannotBeWrittenDoesNotHoldTheEndUp() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(5));
        advance(SECOND);
        world.diskFull = true;
        world.agent.drain(Duration.ofSeconds(10));
        assertThat(stopped()).isLessThanOrEqualTo(Duration.ofSeconds(21));
        exit();

        world.diskFull = false;
        world.boot();
        advance(Duration.ofMinutes(5));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void anOutcomeThatDoesNotGetThroughAtOnceHasAFewSecondsMore() {
        boot(Terms.full());
        faults.next(Call.PROVE, Fault.LOST, Fault.ANSWER_LOST);
        JobId job = submit(Work.Fate.OK, SECOND);
        until(() -> asked(Call.PROVE) == 1);
        world.agent.drain(BOUND);
        assertThat(stopped()).isLessThan(Duration.ofSeconds(6));
        assertPaidOnce(job);
        exit();
    }

    @Test
    void anOutcomeThatDoesNotGetThroughStaysInTheJournal() {
        boot(Terms.full());
        faults.always(Call.PROVE, Fault.LOST);
        JobId job = submit(Work.Fate.OK, SECOND);
        until(() -> asked(Call.PROVE) == 1);
        world.agent.drain(BOUND);
        assertThat(stopped()).isLessThanOrEqualTo(Duration.ofSeconds(8));
        assertThat(inJournal()).containsExactly(Step.PROVED);
        exit();

        faults.end();
        world.boot();
        advance(Duration.ofSeconds(5));
        assertPaidOnce(job);
        assertThat(world.facts.begun()).hasSize(1);
        stop();
    }

    @Test
    void anAgentThatStoodBeforeSilenceLeavesItsRecoveryToTheNext() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, MINUTE);
        advance(SECOND);
        world.agent.life.end();
        faults.always(Fault.LOST);
        world.boot();
        advance(Duration.ofSeconds(10));
        world.agent.drain(BOUND);
        assertThat(stopped()).isLessThanOrEqualTo(Duration.ofSeconds(3));
        assertThat(inJournal()).containsExactly(Step.STARTED);
        exit();

        faults.end();
        world.boot();
        advance(Duration.ofMinutes(5));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void anOrdinaryStopIsNoDeathHoweverOftenItComes() {
        boot(Terms.guideOnly(Duration.ofDays(1)));
        JobId job = submit(Work.Fate.OK, MINUTE);
        for (int i = 0; i < 6; i++) {
            advance(Duration.ofSeconds(10));
            assertThat(isRunning()).isTrue();
            assertThat(held().attempts()).isEqualTo(1);
            world.agent.drain(Duration.ZERO);
            stopped();
            assertThat(inJournal()).containsExactly(Step.LEASED);
            exit();
            world.boot();
        }
        advance(MINUTE.plusSeconds(5));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void nothingMovesAfterTheEnd() {
        boot(Terms.full());
        submit(Work.Fate.OK, HOUR);
        advance(SECOND);
        world.agent.drain(Duration.ofSeconds(1));
        stopped();
        int asked = world.coordinator.asked().size();
        advance(HOUR.multipliedBy(2));
        assertThat(world.coordinator.asked()).hasSize(asked);
        world.agent.drain(Duration.ZERO); // a third signal; the fixture fails if it stops twice
        advance(MINUTE);
        exit();
    }
}
