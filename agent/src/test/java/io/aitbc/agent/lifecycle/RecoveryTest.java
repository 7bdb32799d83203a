package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.JobId;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Journal;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.FakeCoordinator.Asked;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the next start makes of what the last one left. */
class RecoveryTest extends AgentFixture {
    private void crash() {
        world.agent.life.end();
        world.coordinator.forgetAsked();
    }

    @Test
    void workIsRunAgainUnderALeaseThatHolds() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, MINUTE);
        advance(Duration.ofSeconds(30));
        crash();
        advance(Duration.ofSeconds(5));
        world.boot();
        advance(SECOND);
        assertThat(held().attempts()).isEqualTo(2);
        advance(MINUTE);
        assertPaidOnce(job);
        assertThat(booked(job).grants()).isEqualTo(1);
        stop();
    }

    @Test
    void workWhoseLeaseIsGoneIsDroppedWithoutAWord() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, MINUTE);
        advance(Duration.ofSeconds(30));
        crash();
        world.coordinator.book().revoke(job);
        faults.next(Call.HEARTBEAT, Fault.refused(422, "INVALID_PAYLOAD")); // so that the renewal is heard first
        faults.always(Call.NEXT, Fault.LOST);
        world.boot();
        advance(Duration.ofMillis(400));
        assertThat(closeReason()).isEqualTo("lease lost");
        assertThat(asked(Call.FAIL) + asked(Call.PROVE)).isZero();
        assertThat(world.facts.begun()).hasSize(1);
        assertNothingLeft();
        stop();
    }

    @Test
    void aProofIsSentAgainAsItWasAndNothingIsRun() {
        for (int bytes : new int[] {40, 4_000}) {
            boot(Terms.full());
            JobId job = world.submit("proved-" + bytes, Work.params(Work.Fate.OK, 1_000, bytes));
            faults.always(Call.PROVE, Fault.ANSWER_LOST);
            until(() -> asked(Call.PROVE) == 1);
            Object sent = world.coordinator.asked(Call.PROVE).get(0).request();
            crash();
            faults.end();
            world.boot();
            advance(SECOND);
            assertThat(world.coordinator.asked(Call.PROVE))
                    .extracting(Asked::request)
                    .containsExactly(sent);
            assertPaidOnce(job);
            assertThat(booked(job).hasContent()).isTrue();
            stop();
        }
        assertThat(world.facts.begun()).as("runs in the last world").hasSize(1);
    }

    @Test
    void theOutputGoesAlongEvenWhenTheIntroductionGetsLostFirst() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, SECOND);
        faults.always(Call.PROVE, Fault.LOST);
        until(() -> asked(Call.PROVE) == 1);
        crash();
        faults.end();
        faults.next(Call.REGISTER, Fault.LOST, Fault.LOST);
        world.boot();
        advance(Duration.ofSeconds(60));
        assertPaidOnce(job);
        assertThat(booked(job).hasContent()).isTrue();
        stop();
    }

    @Test
    void aJobUnderWhichTheAgentDiesThriceIsGivenBack() {
        boot(LONG_LEASES);
        JobId job = submit(Work.Fate.OK, MINUTE);
        for (int i = 0; i < 3; i++) {
            until(this::isRunning);
            crash();
            faults.always(Call.NEXT, Fault.LOST);
            world.boot();
        }
        advance(Duration.ofSeconds(2));
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_RUNNER_DIED);
        assertThat(world.facts.begun()).hasSize(3);
        stop();
    }

    @Test
    void nothingIsRunBeforeTheCoordinatorHasSaidThatTheLeaseHolds() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, MINUTE);
        advance(SECOND);
        crash();
        faults.always(Fault.LOST);
        world.boot();
        advance(Duration.ofMinutes(20));
        assertThat(world.facts.begun()).hasSize(1);
        faults.end();
        advance(Duration.ofMinutes(3));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void withoutLeasesThereIsNobodyToAsk() {
        boot(GUIDE);
        JobId job = submit(Work.Fate.OK, MINUTE);
        advance(Duration.ofSeconds(10));
        crash();
        faults.always(Fault.LOST);
        world.boot();
        advance(SECOND);
        assertThat(isRunning()).isTrue();
        advance(MINUTE.plusSeconds(10));
        faults.end();
        advance(MINUTE);
        assertPaidOnce(job);
        stop();
    }

    @Test
    void leasesAreAskedForEvenWhenHeartbeatsAreNotUnderstood() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(10));
        advance(SECOND);
        crash();
        faults.always(Call.HEARTBEAT, Fault.refused(422, "INVALID_PAYLOAD"));
        world.boot();
        advance(Duration.ofSeconds(30));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void retryAfterIsHonoured() {
        boot(LONG_LEASES);
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(10));
        advance(SECOND);
        crash();
        faults.next(Call.RENEW, Fault.congested(Duration.ofMinutes(5)));
        world.boot();
        advance(Duration.ofSeconds(299));
        assertThat(asked(Call.RENEW)).isEqualTo(1);
        advance(Duration.ofSeconds(60));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aCancelThatComesBeforeTheLeaseIsConfirmedIsReported() {
        boot(LONG_LEASES);
        JobId job = submit(Work.Fate.OK, HOUR);
        advance(SECOND);
        crash();
        faults.always(Call.RENEW, Fault.LOST);
        world.coordinator.book().cancel(job);
        world.boot();
        advance(Duration.ofSeconds(2));
        assertThat(onlyFailure(job).code()).isEqualTo(FailureCode.E_CANCELED);
        assertThat(world.facts.begun()).hasSize(1);
        assertNothingLeft();
        stop();
    }

    @Test
    void aNewGrantOfAJobThatWaitsEndsTheOldOne() {
        world(Terms.full()).concurrency = 2;
        world.boot();
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(10));
        advance(SECOND);
        crash();
        world.coordinator.book().revoke(job);
        faults.always(Call.RENEW, Fault.LOST);
        world.boot();
        advance(Duration.ofSeconds(15));
        assertPaidOnce(job);
        assertThat(world.facts.begun()).hasSize(2);
        stop();
    }

    @Test
    void moreJobsThanSlotsAllComeToAnEnd() {
        world(Terms.full()).concurrency = 4;
        world.boot();
        List<JobId> jobs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            jobs.add(submit(Work.Fate.OK, Duration.ofSeconds(20)));
        }
        advance(SECOND);
        crash();
        world.concurrency = 1;
        world.boot();
        advance(SECOND);
        assertThat(world.agent.slots.free()).isZero();
        assertThat(heartbeats().get(heartbeats().size() - 1).slotsFree()).isZero();
        jobs.add(submit(Work.Fate.OK, SECOND));
        advance(Duration.ofSeconds(30));
        jobs.forEach(this::assertPaidOnce);
        stop();
    }

    @Test
    void aLineThatCannotBeWrittenAtOnceHoldsNobodyElseUp() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, Duration.ofSeconds(10));
        advance(SECOND);
        crash();
        world.diskFull = true;
        world.boot();
        advance(Duration.ofSeconds(30));
        assertThat(heartbeats()).isNotEmpty();
        assertThat(world.facts.begun()).hasSize(1);
        world.diskFull = false;
        advance(Duration.ofSeconds(40));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void whatTheJournalSaysWasCreditedIsWhatWasPaid() {
        world(Terms.full()).concurrency = 2;
        faults.next(Call.PROVE, Fault.ANSWER_LOST, Fault.NONE, Fault.ANSWER_LOST, Fault.NONE, Fault.ANSWER_LOST);
        world.boot();
        for (int i = 0; i < 10; i++) {
            submit(Work.Fate.OK, Duration.ofSeconds(2));
            advance(Duration.ofSeconds(1));
            if (i % 3 == 2) {
                crash();
                world.boot();
            }
        }
        advance(Duration.ofMinutes(3));
        Journal.Totals totals = world.agent.journal.totals();
        assertThat(totals.credited())
                .isEqualTo(world.coordinator.book().wallet())
                .isEqualTo(100);
        assertThat(totals.proved()).isEqualTo(10);
        stop();
    }
}
