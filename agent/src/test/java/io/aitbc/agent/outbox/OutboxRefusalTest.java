package io.aitbc.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Answers that end no outcome, because the coordinator did not say them. */
class OutboxRefusalTest extends OutboxFixture {
    /** nginx takes 1 MB unless told otherwise; an output inside a proof may be 1 MiB before base64. */
    @Test
    void anOutputThatIsTooLargeInsideTheProofIsUploadedUnderTheSameKey() {
        for (String code : List.of("", "PAYLOAD_TOO_LARGE")) {
            Fixture it = new Fixture(FULL, new SplittableRandom(18));
            it.rig.faults.next(Call.PROVE, Fault.refused(413, code));
            it.proof("j", 64);
            it.rig.time.advance(Duration.ofSeconds(1));

            assertThat(it.calls()).containsExactly("PROVE", "UPLOAD", "PROVE");
            assertThat(it.rig.coordinator.asked(Call.PROVE))
                    .extracting(asked -> ((ProofSubmission) asked.request()).idempotencyKey())
                    .containsOnly(new UUID(0x4000L, 1));
            assertThat(it.booked("j").hasContent()).isTrue();
            assertThat(it.settled.get("j")).isInstanceOf(Settlement.Acknowledged.class);
            it.stopAndCheck();
        }
    }

    @Test
    void anOutputThatIsTooLargeOnEveryWayDoesNotCostTheProof() {
        Fixture it = new Fixture(FULL, new SplittableRandom(19));
        it.rig.faults.next(Call.PROVE, Fault.refused(413, ""));
        it.rig.faults.next(Call.UPLOAD, Fault.refused(413, ""));
        it.proof("j", 64);
        it.rig.time.advance(Duration.ofSeconds(1));

        assertThat(it.calls()).containsExactly("PROVE", "UPLOAD", "PROVE");
        assertThat(it.booked("j").paid()).hasSize(1);
        it.stopAndCheck();
    }

    @Test
    void aRefusalWithoutTheCoordinatorsCodeSettlesNothing() {
        Fixture it = new Fixture(FULL, new SplittableRandom(20));
        it.rig.faults.always(Call.PROVE, Fault.refused(413, ""));
        it.proof("j", 10);
        it.rig.time.advance(Duration.ofHours(1));
        assertThat(it.settled).isEmpty();
        it.rig.faults.end();
        it.rig.time.advance(Duration.ofSeconds(61));
        assertThat(it.settled.get("j")).isInstanceOf(Settlement.Acknowledged.class);
        it.stopAndCheck();
    }

    @Test
    void aFailureIsNotForgottenBecauseACallCannotBeFoundForAWhile() {
        Fixture it = new Fixture(FULL, new SplittableRandom(21));
        it.rig.faults.next(Call.FAIL, Fault.UNSUPPORTED, Fault.UNSUPPORTED);
        it.failure("j");
        it.rig.time.advance(Duration.ofMinutes(1));
        assertThat(it.booked("j").failures()).hasSize(1);
        assertThat(it.settled.get("j")).isInstanceOf(Settlement.Acknowledged.class);
        it.stopAndCheck();
    }
}
