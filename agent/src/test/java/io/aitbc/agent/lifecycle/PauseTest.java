package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.slot.ReleaseReason;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The owner's pause: what it does to jobs, when it ends, and that it outlives the process. */
class PauseTest extends AgentFixture {
    private void pause(boolean now, Duration span) {
        world.agent.scheduler.execute(() -> world.agent.pause.pause(now, span));
        advance(SECOND);
    }

    private void resume() {
        world.agent.scheduler.execute(() -> world.agent.pause.resume());
        advance(SECOND);
    }

    private Heartbeat lastBeat() {
        return heartbeats().get(heartbeats().size() - 1);
    }

    private boolean isDone(JobId job) {
        return booked(job).state() == BookedJob.State.COMPLETED
                && world.agent.desk.all().isEmpty();
    }

    @Test
    void whatRunsFinishesAndNothingNewIsTaken() {
        for (Terms terms : List.of(Terms.full(), GUIDE)) {
            boot(terms);
            JobId running = submit(Work.Fate.OK, Duration.ofSeconds(40));
            until(this::isRunning);
            pause(false, null);
            JobId next = submit(Work.Fate.OK, SECOND);
            assertThat(lastBeat().state()).isEqualTo(Heartbeat.State.PAUSED);
            assertThat(lastBeat().slotsFree()).isZero();
            assertThat(world.agent.gate.reason().orElseThrow())
                    .startsWith("paused by its owner since 2026-01-01T00:")
                    .endsWith("; resume with: aitbc-miner resume");
            until(() -> isDone(running));
            assertPaidOnce(running);
            advance(HOUR);
            assertThat(booked(next).grants()).isZero();
            assertThat(world.agent.runnerStops).as("the GPU is freed once").isEqualTo(1);
            assertThat(lastBeat().state()).isEqualTo(Heartbeat.State.PAUSED);
            int beats = asked(Call.HEARTBEAT);
            advance(MINUTE);
            assertThat(asked(Call.HEARTBEAT)).isGreaterThan(beats);

            resume();
            assertThat(lastBeat().state()).isEqualTo(Heartbeat.State.ONLINE);
            until(() -> isDone(next));
            assertPaidOnce(next);
            stop();
        }
    }

    @Test
    void aJobThatWasOnItsWayIsHandedBack() {
        boot(Terms.full());
        advance(SECOND);
        pause(false, null);
        JobId job = submit(Work.Fate.OK, SECOND); // answers the question that waits at the coordinator
        advance(HOUR);
        assertThat(booked(job).grants()).isEqualTo(1);
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_DRAINING);
        resume();
        until(() -> isDone(job));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void atOnceMeansHandedBackAndDoneAfterTheResume() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, MINUTE);
        until(this::isRunning);
        pause(true, null);
        assertThat(isRunning()).isFalse();
        assertThat(world.agent.runnerStops).isEqualTo(1);
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_DRAINING);
        assertThat(booked(job).state()).isEqualTo(BookedJob.State.QUEUED);
        resume();
        until(() -> isDone(job));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void whereNothingCanBeHandedBackTheJobWaitsInTheJournalForTheResume() {
        boot(GUIDE);
        JobId job = submit(Work.Fate.OK, MINUTE);
        until(this::isRunning);
        pause(true, null);
        assertThat(isRunning()).isFalse();
        assertThat(world.agent.journal.open()).hasSize(1);
        assertThat(asked(Call.FAIL)).isZero();
        resume();
        until(() -> isDone(job));
        assertPaidOnce(job);
        stop();
    }

    /** The offer comes with the answer to a question that was asked before the pause. */
    @Test
    void aJobThatWaitsInTheJournalIsNotTakenTwice() {
        boot(GUIDE);
        JobId job = submit(Work.Fate.OK, MINUTE);
        until(this::isRunning);
        Job same = held().job();
        pause(true, null);
        Job again = new Job(same.id(), same.workload(), same.params(), new Lease("local-again", 1, null), null);
        world.agent.scheduler.execute(() -> {
            Slots.Slot slot = world.agent.slots.reserve().orElseThrow();
            assertThat(world.agent.desk.take(again, slot)).as("taken").isFalse();
            slot.release(ReleaseReason.NOT_TAKEN);
        });
        advance(SECOND);
        assertThat(world.agent.journal.open()).hasSize(1);
        resume();
        until(() -> booked(job).state() == BookedJob.State.COMPLETED);
        advance(MINUTE);
        assertThat(world.facts.begun()).as("begun, interrupted and done").hasSize(2);
        stop();
    }

    @Test
    void aResumeThatComesBeforeTheRunHasStoppedLosesNothing() {
        for (Terms terms : List.of(Terms.full(), GUIDE)) {
            boot(terms);
            JobId job = submit(Work.Fate.OK, MINUTE);
            until(this::isRunning);
            world.agent.scheduler.execute(() -> {
                world.agent.pause.pause(true, null);
                world.agent.pause.resume();
            });
            until(() -> isDone(job));
            assertPaidOnce(job);
            stop();
        }
    }

    @Test
    void endsByItselfWhenItsTimeIsOver() {
        boot(Terms.full());
        advance(SECOND);
        pause(false, Duration.ofMinutes(30));
        advance(MINUTE); // a question that was under way is answered by then
        JobId job = submit(Work.Fate.OK, SECOND);
        advance(Duration.ofMinutes(28));
        assertThat(booked(job).grants()).isZero();
        assertThat(world.agent.gate.reason().orElseThrow()).contains(" until 2026-01-01T00:30:01Z; resume");
        advance(Duration.ofMinutes(2));
        assertThat(world.agent.pause.held()).isEmpty();
        assertThat(world.kept).isNull();
        until(() -> isDone(job));
        stop();
    }

    @Test
    void aClockThatJumpsEndsItWithinAMinute() {
        boot(Terms.full());
        pause(false, Duration.ofHours(8));
        world.time.jumpClock(Duration.ofHours(8));
        advance(MINUTE);
        assertThat(world.agent.pause.held()).isEmpty();
        stop();
    }

    @Test
    void askedAgainItMovesItsEndAndStaysAtOnce() {
        boot(Terms.full());
        pause(true, MINUTE);
        pause(false, Duration.ofHours(2));
        advance(HOUR);
        Pause.Held held = world.agent.pause.held().orElseThrow();
        assertThat(held.now()).isTrue();
        assertThat(held.since()).isBefore(held.until().minus(Duration.ofHours(2)));
        advance(HOUR);
        assertThat(world.agent.pause.held()).isEmpty();
        stop();
    }

    @Test
    void outlivesACrashAndADrain() {
        for (boolean crash : new boolean[] {true, false}) {
            boot(Terms.full());
            advance(SECOND);
            pause(false, null);
            if (crash) {
                world.agent.life.end();
            } else {
                stop();
            }
            advance(HOUR);
            world.boot();
            JobId job = submit(Work.Fate.OK, SECOND);
            advance(HOUR);
            assertThat(lastBeat().state()).isEqualTo(Heartbeat.State.PAUSED);
            assertThat(booked(job).grants()).isZero();
            resume();
            until(() -> isDone(job));
            assertPaidOnce(job);
            stop();
        }
    }

    @Test
    void aPauseWhoseTimeIsOverIsOverAtTheNextStart() {
        boot(Terms.full());
        pause(false, MINUTE);
        world.agent.life.end();
        advance(HOUR);
        world.boot();
        JobId job = submit(Work.Fate.OK, SECOND);
        until(() -> isDone(job));
        assertThat(world.kept).isNull();
        stop();
    }

    /** The process dies between the command and the end of the run: the job is handed back by the next one. */
    @Test
    void whatWasRunningWhenAPauseAtOnceCrashedIsHandedBack() {
        boot(LONG_LEASES);
        JobId job = submit(Work.Fate.STUBBORN, HOUR);
        until(this::isRunning);
        pause(true, null);
        world.agent.life.end();
        advance(MINUTE);
        world.boot();
        until(() -> booked(job).state() == BookedJob.State.QUEUED);
        assertThat(isRunning()).isFalse();
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_DRAINING);
        stop();
    }

    @Test
    void theDeviceIsFreeWhenTheRunnerIsGoneAndNotBefore() {
        boot(Terms.full());
        submit(Work.Fate.OK, HOUR);
        until(this::isRunning);
        CompletableFuture<Void> gone = new CompletableFuture<>();
        world.agent.runnerGone = gone;
        pause(true, null);
        until(() -> world.agent.runnerStops == 1);
        advance(SECOND);
        assertThat(world.agent.pause.isDeviceFree()).isFalse();
        gone.complete(null);
        assertThat(world.agent.pause.isDeviceFree()).isTrue();
        resume();
        assertThat(world.agent.pause.isDeviceFree()).isFalse();
        stop();
    }
}
