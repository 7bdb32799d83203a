package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.job.HeldJob.Phase;
import io.aitbc.api.job.JobId;
import io.aitbc.api.wire.Answer;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What goes wrong here or around a job costs it nothing, or is told. */
class TroubleTest extends AgentFixture {
    @Test
    void aRunnerThatIsKilledForAnotherJobIsNoAttempt() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.DISPLACED, SECOND);
        advance(Duration.ofSeconds(5));
        assertThat(world.agent.gate.isOpen()).as("no death for the breaker").isTrue();
        assertThat(held().attempts()).isEqualTo(1);
        advance(Duration.ofSeconds(3));
        assertThat(world.facts.begun()).hasSize(6);
        assertPaidOnce(job);
        stop();
    }

    @Test
    void aDefectInTheMiddleHoldsNoSlotAndTheJobIsDoneAfterTheNextStart() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, SECOND);
        until(this::isRunning);
        world.noKeys = true;
        advance(Duration.ofSeconds(2));
        assertThat(world.agent.desk.all()).isEmpty();
        assertThat(world.agent.slots.taken()).isLessThanOrEqualTo(1);

        world.noKeys = false;
        JobId next = submit(Work.Fate.OK, SECOND);
        advance(Duration.ofSeconds(10));
        assertThat(booked(next).paid()).hasSize(1);
        stop();
        world.boot();
        advance(Duration.ofMinutes(2));
        assertPaidOnce(job);
        stop();
    }

    @Test
    void finishedWorkThatIsNotTakenIsCountedAndNamed() {
        boot(Terms.full());
        JobId job = submit(Work.Fate.OK, SECOND);
        faults.next(Call.PROVE, Fault.refused(409, "LEASE_LOST")); // as after a change of API_KEY
        advance(Duration.ofSeconds(5));
        assertThat(world.agent.desk.refusedProofs()).isEqualTo(1);
        assertThat(world.agent.desk.lastRefusal()).isEqualTo("job " + job + ": HTTP 409 LEASE_LOST");
        advance(Duration.ofMinutes(3));
        assertPaidOnce(job);
        assertThat(booked(job).grants())
                .as("it was given again when the lease had run out")
                .isEqualTo(2);
        stop();
    }

    @Test
    void aMinuteWithoutAnyAnswerCostsNothing() {
        boot(Terms.full());
        JobId before = submit(Work.Fate.OK, Duration.ofSeconds(30));
        advance(SECOND);
        Fault silence = Fault.instead(new Answer.Retry<>("no whole answer within 30000 ms"))
                .after(Duration.ofSeconds(30));
        faults.always(silence);
        advance(MINUTE);
        assertThat(world.agent.link.trouble().orElseThrow().cause()).contains("no whole answer");
        assertThat(held().phase()).isEqualTo(Phase.SUBMITTING);

        faults.end();
        JobId after = submit(Work.Fate.OK, SECOND);
        advance(Duration.ofMinutes(3));
        assertThat(world.agent.link.trouble()).isEmpty();
        assertPaidOnce(before);
        assertPaidOnce(after);
        assertThat(world.facts.begun()).hasSize(2);
        stop();
    }
}
