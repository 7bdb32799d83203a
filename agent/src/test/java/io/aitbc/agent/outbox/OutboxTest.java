package io.aitbc.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.lifecycle.Seeds;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.api.wire.Registration;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.CoordinatorBook;
import io.aitbc.testkit.fake.FakeCoordinator.Asked;
import io.aitbc.testkit.fake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutboxTest extends OutboxFixture {
    @Test
    void aSmallOutputTravelsInsideTheProof() {
        Fixture it = new Fixture(FULL, new SplittableRandom(1));
        it.proof("small", 64);
        it.rig.time.advance(Duration.ofSeconds(1));

        assertThat(it.calls()).containsExactly("PROVE");
        assertThat(it.booked("small").hasContent()).isTrue();
        assertThat(it.settled.get("small")).isInstanceOf(Settlement.Acknowledged.class);
        assertThat(it.outbox.size()).isZero();
        it.stopAndCheck();
    }

    @Test
    void aLargerOneIsUploadedBeforeTheProofAndThePrimaryFileLast() {
        Fixture it = new Fixture(FULL, new SplittableRandom(2));
        it.proof("parts", 10, 20, 30);
        it.rig.time.advance(Duration.ofSeconds(1));
        assertThat(it.calls()).containsExactly("UPLOAD", "UPLOAD", "UPLOAD", "PROVE");
        assertThat(it.rig.coordinator.asked(Call.UPLOAD))
                .extracting(asked -> ((OutputFile) asked.request()).name())
                .containsExactly("out1", "out2", "out0");
        assertThat(it.booked("parts").hasContent()).isTrue();
        it.stopAndCheck();
    }

    @Test
    void anUploadThatGetsLostIsTriedAgainBeforeAnyProof() {
        Fixture it = new Fixture(FULL, new SplittableRandom(3));
        it.rig.faults.next(Call.UPLOAD, Fault.LOST, Fault.NONE, Fault.ANSWER_LOST);
        it.proof("large", 100, 100);
        it.rig.time.advance(Duration.ofMinutes(1));

        List<String> calls = it.calls();
        assertThat(calls).endsWith("PROVE").filteredOn("PROVE"::equals).hasSize(1);
        assertThat(it.booked("large").hasContent()).isTrue();
        it.stopAndCheck();
    }

    @Test
    void whereNothingIsOfferedTheProofGoesAlone() {
        Fixture it = new Fixture(GUIDE, new SplittableRandom(4));
        it.proof("bare", 100, 100);
        it.rig.time.advance(Duration.ofSeconds(1));
        assertThat(it.calls()).containsExactly("PROVE");
        assertThat(it.booked("bare").paid()).hasSize(1);
        it.stopAndCheck();
    }

    @Test
    void anOutputThatTheCoordinatorDoesNotTakeDoesNotCostTheProof() {
        Registration small = new Registration(null, null, Duration.ZERO, null, 10, 50);
        Fixture tooLarge = new Fixture(FULL.offering(small), new SplittableRandom(5));
        tooLarge.proof("large", 51);
        tooLarge.rig.time.advance(Duration.ofSeconds(1));
        assertThat(tooLarge.calls()).as("larger than what is taken").containsExactly("PROVE");
        tooLarge.stopAndCheck();

        for (Fault fault : List.of(Fault.refused(413, "INVALID_PAYLOAD"), Fault.UNSUPPORTED)) {
            Fixture it = new Fixture(FULL, new SplittableRandom(6));
            it.rig.faults.always(Call.UPLOAD, fault);
            it.proof("j", 100);
            it.rig.time.advance(Duration.ofMinutes(1));
            assertThat(it.booked("j").paid()).as("paid after %s", fault).hasSize(1);
            assertThat(it.settled.get("j")).isInstanceOf(Settlement.Acknowledged.class);
            it.stopAndCheck();
        }
    }

    @Test
    void anOutputThatIsGoneOrCutShortDoesNotCostTheProof() throws IOException {
        for (int size : new int[] {10, 100, 11, 101}) {
            Fixture it = new Fixture(FULL, new SplittableRandom(7));
            Outbound item = it.outbound("gone" + size, proofOf("gone" + size, size));
            Path output = files.resolve("gone" + size).resolve("out0");
            Files.delete(output);
            Files.write(output.resolveSibling(size % 2 == 1 ? "out0" : "another"), new byte[3]);
            it.outbox.add(item);
            it.rig.time.advance(Duration.ofMinutes(1));
            assertThat(it.calls()).containsExactly("PROVE");
            assertThat(it.booked("gone" + size).paid()).hasSize(1);
            it.stopAndCheck();
        }
    }

    @Test
    void oneKeyAndOneBodyHoweverOftenItIsSent() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(FULL, random);
            it.rig.faults.next(
                    Call.PROVE, Fault.LOST, Fault.ANSWER_LOST, Fault.ANSWER_LOST, Fault.congested(null), Fault.DENIED);
            it.proof("j", 64);
            it.rig.time.advance(Duration.ofMinutes(10));
            assertThat(it.rig.coordinator.asked(Call.PROVE))
                    .hasSize(6)
                    .extracting(Asked::request)
                    .containsOnly(it.rig.coordinator.asked(Call.PROVE).get(0).request());
            assertThat(it.rig.coordinator.book().wallet()).isEqualTo(CoordinatorBook.PRICE);
            assertThat(it.settled.get("j")).isInstanceOf(Settlement.Acknowledged.class);
            it.stopAndCheck();
        });
    }

    @Test
    void beforeTheTermsAreKnownOnlyWhatNeedsNoneIsSent() {
        Fixture it = new Fixture(FULL, new SplittableRandom(8));
        Outbox early = new Outbox(
                new Contact(it.rig.coordinator, new Link(it.rig.scheduler), it.rig.scheduler, new SplittableRandom(9)),
                files::resolve,
                (item, settlement) -> {});
        early.add(it.outbound("granted", proofOf("granted", 64)));
        it.rig.time.advance(Duration.ofMinutes(5));
        assertThat(it.calls())
                .as("inside the proof or beside it? nobody knows yet")
                .isEmpty();
        assertThat(it.rig.scheduler.pending()).isZero();

        Fixture local = new Fixture(GUIDE, new SplittableRandom(10));
        local.proof("local", 64);
        local.rig.time.advance(Duration.ofSeconds(1));
        assertThat(local.calls()).containsExactly("PROVE");
        local.stopAndCheck();
    }

    @Test
    void whatIsRefusedIsSettledAndNeverSentAgain() {
        Fixture it = new Fixture(FULL, new SplittableRandom(11));
        it.rig.faults.next(Call.PROVE, Fault.refused(409, "CONFLICT_STATE"));
        it.proof("j", 10);
        it.rig.time.advance(Duration.ofHours(1));
        assertThat(it.calls()).containsExactly("PROVE");
        assertThat(it.settled.get("j")).isEqualTo(new Settlement.Refused("HTTP 409 CONFLICT_STATE"));
        it.stopAndCheck();
    }

    @Test
    void aFailureIsReportedOnceAndWhereNobodyCanBeToldItIsSettled() {
        Fixture it = new Fixture(FULL, new SplittableRandom(12));
        it.rig.faults.next(Call.FAIL, Fault.ANSWER_LOST);
        it.failure("j");
        it.rig.time.advance(Duration.ofMinutes(1));
        assertThat(it.calls()).containsExactly("FAIL", "FAIL");
        assertThat(it.booked("j").failures()).hasSize(1);
        it.stopAndCheck();

        Fixture guide = new Fixture(GUIDE, new SplittableRandom(13));
        guide.failure("j");
        guide.rig.time.advance(Duration.ofMinutes(1));
        assertThat(guide.calls()).containsExactly("FAIL");
        assertThat(guide.settled.get("j")).isInstanceOf(Settlement.Refused.class);
        guide.stopAndCheck();
    }

    @Test
    void anOutageIsProbedByOneOutcomeAndTheRestFollows() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(FULL, random);
            it.rig.faults.always(Call.PROVE, Fault.LOST);
            for (int i = 0; i < 30; i++) {
                it.proof("j" + i, 10);
            }
            it.rig.time.advance(Duration.ofHours(1));
            assertThat(it.calls()).as("one try for each, then the probe").hasSizeBetween(30 + 50, 30 + 145);

            it.rig.faults.end();
            it.rig.time.advance(Duration.ofSeconds(61));
            assertThat(it.settled).hasSize(30);
            it.stopAndCheck();
        });
    }

    @Test
    void oneThatTheCoordinatorChokesOnHoldsNoneUp() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(FULL, random);
            it.rig.faults.always(Call.FAIL, Fault.instead(new Answer.Retry<>("HTTP 500")));
            it.failure("poison");
            it.rig.time.advance(Duration.ofMinutes(10));
            for (int i = 0; i < 100; i++) {
                it.proof("j" + i, 10);
                it.rig.time.advance(Duration.ofSeconds(1));
                assertThat(it.settled).as("settled within a second").containsKey("j" + i);
            }
            assertThat(it.rig.count(Call.FAIL))
                    .as("tries of the bad one in twelve minutes")
                    .isBetween(10, 60);
            assertThat(it.settled).doesNotContainKey("poison");
            it.rig.faults.end();
            it.rig.time.advance(Duration.ofSeconds(70));
            assertThat(it.settled).containsKey("poison");
            it.stopAndCheck();
        });
    }

    @Test
    void retryAfterHoldsForAllWhateverElseRecovers() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(FULL, random);
            it.rig.faults.next(Call.PROVE, Fault.congested(Duration.ofMinutes(2)), Fault.NONE, Fault.NONE);
            it.proof("a", 10);
            it.rig.time.advance(Duration.ofSeconds(1));
            for (int i = 0; i < 10; i++) {
                it.proof("later" + i, 10);
                it.outbox.wake(); // the heartbeat got through again, for example
                it.rig.time.advance(Duration.ofSeconds(10));
            }
            assertThat(it.calls()).containsExactly("PROVE");
            it.rig.time.advance(Duration.ofSeconds(60));
            assertThat(it.settled).hasSize(11);
            it.stopAndCheck();
        });
    }

    @Test
    void ofManyAtOnceOnlyAFewAreUnderWay() {
        Fixture it = new Fixture(FULL, new SplittableRandom(14));
        it.rig.faults.always(Call.PROVE, Fault.NEVER);
        for (int i = 0; i < 40; i++) {
            it.proof("j" + i, 10);
        }
        it.rig.time.advance(Duration.ofMinutes(1));
        assertThat(it.calls()).hasSize(8);
        assertThat(it.outbox.size()).isEqualTo(40);
        it.stopAndCheck();
    }

    @Test
    void aWakeEndsAnOrdinaryWait() {
        Fixture it = new Fixture(FULL, new SplittableRandom(15));
        it.rig.faults.always(Call.PROVE, Fault.LOST);
        it.proof("j", 10);
        it.rig.time.advance(Duration.ofMinutes(30));
        it.rig.faults.end();
        it.outbox.wake();
        it.rig.time.advance(Duration.ofMillis(10));
        assertThat(it.settled).containsKey("j");
        it.stopAndCheck();
    }

    @Test
    void anAnswerAfterTheEndSettlesNothing() {
        Fixture it = new Fixture(FULL, new SplittableRandom(16));
        it.proof("j", 10);
        it.rig.time.runUntilIdle();
        it.stopAndCheck();
        assertThat(it.settled).isEmpty();
        assertThat(it.booked("j").paid())
                .as("and yet it was paid; the next start sends it again")
                .hasSize(1);
    }

    @Test
    void theProofNamesItsJobAndIsWhatWasGiven() {
        Fixture it = new Fixture(FULL, new SplittableRandom(17));
        Outbound item = it.outbound("j", proofOf("j", 10));
        it.outbox.add(item);
        it.rig.time.advance(Duration.ofSeconds(1));
        ProofSubmission sent =
                (ProofSubmission) it.rig.coordinator.asked(Call.PROVE).get(0).request();
        assertThat(sent.job()).isEqualTo(item.job());
        assertThat(sent.proof()).isEqualTo(item.outcome());
        assertThat(sent.idempotencyKey()).isEqualTo(item.idempotencyKey());
        it.stopAndCheck();
    }
}
