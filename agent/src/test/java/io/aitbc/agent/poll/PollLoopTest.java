package io.aitbc.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.lifecycle.QuietLog;
import io.aitbc.agent.lifecycle.Rig;
import io.aitbc.agent.lifecycle.Seeds;
import io.aitbc.agent.slot.ReleaseReason;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.job.Job;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Registration;
import io.aitbc.testkit.Samples;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLog.class)
class PollLoopTest {
    private static final Duration PACE = Duration.ofSeconds(3);
    private static final Terms NO_LONG_POLL = Terms.guideOnly(Duration.ofHours(1));

    /** A loop with whoever takes its jobs: keeps each until it is told what became of it. */
    private static final class Fixture {
        final Rig rig;
        final Slots slots;
        final Gate gate = new Gate();
        final List<Slots.Slot> taken = new ArrayList<>();
        final PollLoop loop;
        boolean takes = true;
        int offers;

        Fixture(Terms terms, int capacity, RandomGenerator random) {
            rig = new Rig(terms, random);
            slots = new Slots(capacity);
            loop = new PollLoop(rig.contact, slots, gate, () -> PACE, new PollLoop.JobTaker() {
                @Override
                public void asking() {
                    assertThat(slots.taken()).as("a slot is in hand").isPositive();
                }

                @Override
                public boolean take(Job job, Slots.Slot slot) {
                    offers++;
                    if (takes) {
                        taken.add(slot);
                    }
                    return takes;
                }
            });
        }

        int questions() {
            return rig.count(Call.NEXT);
        }

        void stopAndCheck() {
            loop.stop();
            rig.time.advance(Duration.ofMinutes(2)); // an answer that is under way still comes
            assertThat(rig.scheduler.pending()).as("left to run").isZero();
            assertThat(slots.taken()).as("slots in hand").isEqualTo(taken.size());
        }
    }

    @Test
    void withoutLongPollItAsksAtItsPace() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(NO_LONG_POLL, 1, random);
            it.loop.start();
            it.rig.time.advance(Duration.ofMinutes(5));

            assertThat(it.rig.gaps(Call.NEXT))
                    .hasSizeBetween(85, 112)
                    .allMatch(gap -> gap.compareTo(Duration.ofMillis(2_700)) >= 0
                            && gap.compareTo(Duration.ofMillis(3_400)) <= 0);
            it.stopAndCheck();
        });
    }

    @Test
    void aQuestionThatWasHeldOpenIsAskedAgainAtOnce() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(Terms.full(), 1, random);
            it.loop.start();
            it.rig.time.advance(Duration.ofMinutes(10));

            assertThat(it.rig.gaps(Call.NEXT))
                    .hasSizeBetween(18, 20)
                    .allMatch(gap -> gap.compareTo(Duration.ofMillis(30_010)) <= 0);
            it.stopAndCheck();
        });
    }

    @Test
    void aJobArrivesOverAQuestionThatIsHeldOpenAtOnce() {
        Fixture it = new Fixture(Terms.full(), 1, new SplittableRandom(1));
        it.loop.start();
        it.rig.time.advance(Duration.ofSeconds(10));
        it.rig.submit("j");
        it.rig.time.advance(Duration.ofMillis(5));
        assertThat(it.taken).hasSize(1);
        it.stopAndCheck();
    }

    @Test
    void aCoordinatorThatOffersLongPollAndAnswersAtOnceIsAskedAtThePace() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(Terms.full(), 1, random);
            it.rig.faults.always(Call.NEXT, Fault.instead(new Answer.Ok<>(Optional.empty())));
            it.loop.start();
            it.rig.time.advance(Duration.ofMinutes(5));

            assertThat(it.questions()).isBetween(85, 112);
            it.stopAndCheck();
        });
    }

    @Test
    void aLongPollOfNoLengthIsNone() {
        for (Duration offered : List.of(Duration.ofNanos(1), Duration.ofMillis(1), Duration.ofMillis(900))) {
            Registration terms = new Registration(null, null, offered, null, 0, 0);
            Fixture it = new Fixture(Terms.full().offering(terms), 1, new SplittableRandom(2));
            it.loop.start();
            it.rig.time.advance(Duration.ofMinutes(5));

            assertThat(it.questions())
                    .as("questions, when %s is offered", offered)
                    .isBetween(60, 112);
            it.stopAndCheck();
        }
    }

    @Test
    void itAsksForNoMoreThanThereAreSlots() {
        Fixture it = new Fixture(NO_LONG_POLL, 3, new SplittableRandom(3));
        for (int i = 0; i < 10; i++) {
            it.rig.submit("j" + i);
        }
        it.loop.start();
        it.rig.time.advance(Duration.ofSeconds(30));

        assertThat(it.taken).hasSize(3);
        assertThat(it.rig.coordinator.asked(Call.NEXT))
                .extracting(asked -> asked.request())
                .containsExactly(3, 2, 1);

        it.taken.remove(0).release(ReleaseReason.CONCLUDED);
        it.rig.time.advance(Duration.ofMillis(10));
        assertThat(it.taken).as("a place that comes free is filled at once").hasSize(3);
        it.stopAndCheck();
    }

    @Test
    void nothingIsAskedWhileTheGateIsShut() {
        Fixture it = new Fixture(NO_LONG_POLL, 1, new SplittableRandom(4));
        it.gate.shut(Gate.Hold.RUNNER, "not yet");
        it.loop.start();
        it.rig.time.advance(Duration.ofMinutes(1));
        assertThat(it.questions()).isZero();
        assertThat(it.slots.taken()).isZero();
        it.gate.open(Gate.Hold.RUNNER);
        it.rig.time.runUntilIdle();
        assertThat(it.questions()).isEqualTo(1);
        it.stopAndCheck();
    }

    @Test
    void aJobThatComesAfterTheGateWasShutIsStillTaken() {
        Fixture it = new Fixture(NO_LONG_POLL, 2, new SplittableRandom(5));
        it.rig.submit("j");
        it.loop.start();
        it.rig.time.runUntilIdle();
        it.gate.shut(Gate.Hold.RUNNER, "draining");
        assertThat(it.loop.isAsking()).isTrue();
        it.rig.time.advance(Duration.ofMinutes(1));
        assertThat(it.taken).hasSize(1);
        assertThat(it.questions()).isEqualTo(1);
        it.stopAndCheck();
    }

    @Test
    void aJobThatComesAfterTheEndIsNotTaken() {
        Fixture it = new Fixture(NO_LONG_POLL, 1, new SplittableRandom(6));
        it.rig.submit("j");
        it.loop.start();
        it.rig.time.runUntilIdle();
        it.loop.stop();
        it.stopAndCheck();
        assertThat(it.offers).isZero();
    }

    @Test
    void failuresAreWaitedOutLongerAndLonger() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(NO_LONG_POLL, 1, random);
            it.rig.faults.always(Call.NEXT, Fault.LOST);
            it.loop.start();
            it.rig.time.advance(Duration.ofMinutes(30));

            List<Duration> gaps = it.rig.gaps(Call.NEXT);
            assertThat(gaps.get(0)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1_010));
            assertThat(gaps.subList(10, gaps.size()))
                    .allMatch(gap ->
                            gap.compareTo(Duration.ofSeconds(30)) >= 0 && gap.compareTo(Duration.ofSeconds(61)) <= 0);

            it.rig.faults.end();
            it.rig.time.advance(Duration.ofMinutes(2));
            gaps = it.rig.gaps(Call.NEXT);
            assertThat(gaps.get(gaps.size() - 1)).as("back to the usual pace").isLessThan(Duration.ofMillis(3_400));
            it.stopAndCheck();
        });
    }

    @Test
    void retryAfterIsHonoured() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(NO_LONG_POLL, 1, random);
            it.rig.faults.next(Call.NEXT, Fault.congested(Duration.ofSeconds(45)));
            it.loop.start();
            it.rig.time.advance(Duration.ofSeconds(5));
            it.gate.shut(Gate.Hold.RUNNER, "for a moment");
            it.gate.open(Gate.Hold.RUNNER);
            it.rig.time.advance(Duration.ofSeconds(39));
            assertThat(it.questions()).isEqualTo(1);
            it.rig.time.advance(Duration.ofSeconds(6));
            assertThat(it.questions()).isBetween(2, 3);
            it.stopAndCheck();
        });
    }

    @Test
    void aCoordinatorThatIsBusyForNoTimeAtAllIsNotHammered() {
        for (Duration after : List.of(Duration.ZERO, Duration.ofNanos(1))) {
            Fixture it = new Fixture(NO_LONG_POLL, 1, new SplittableRandom(7));
            it.rig.faults.always(Call.NEXT, Fault.congested(after));
            it.loop.start();
            it.rig.time.advance(Duration.ofMinutes(1));
            assertThat(it.questions()).isLessThanOrEqualTo(61);
            it.stopAndCheck();
        }
    }

    @Test
    void aCoordinatorThatIsBusyForTenYearsIsAskedEachHour() {
        Fixture it = new Fixture(NO_LONG_POLL, 1, new SplittableRandom(8));
        it.rig.faults.always(Call.NEXT, Fault.congested(Duration.ofDays(3650)));
        it.loop.start();
        it.rig.time.advance(Duration.ofHours(10));
        assertThat(it.questions()).isBetween(9, 11);
        it.stopAndCheck();
    }

    @Test
    void aJobThatIsHeldAlreadyIsNoReasonToHurry() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(Terms.full(), 2, random);
            it.takes = false;
            it.rig.faults.always(Call.NEXT, Fault.instead(new Answer.Ok<>(Optional.of(Samples.job("again")))));
            it.loop.start();
            it.rig.time.advance(Duration.ofMinutes(5));

            assertThat(it.offers).isBetween(85, 112);
            assertThat(it.slots.taken()).isLessThanOrEqualTo(1);
            it.stopAndCheck();
        });
    }

    @Test
    void aJobThatGoesWrongAtOnceIsNoReasonToHurry() {
        for (ReleaseReason reason : List.of(ReleaseReason.FAILED, ReleaseReason.NOT_TAKEN, ReleaseReason.ABANDONED)) {
            for (int capacity = 1; capacity <= 3; capacity++) {
                Fixture it = new Fixture(Terms.full(), capacity, new SplittableRandom(9));
                it.rig.faults.always(Call.NEXT, Fault.instead(new Answer.Ok<>(Optional.of(Samples.job("bad")))));
                it.loop.start();
                for (int i = 0; i < 6_000; i++) {
                    it.rig.time.advance(Duration.ofMillis(10));
                    it.taken.forEach(slot -> slot.release(reason));
                    it.taken.clear();
                }
                assertThat(it.offers).as("offers in a minute, each %s", reason).isBetween(15, 60);
                it.stopAndCheck();
            }
        }
    }

    @Test
    void oneJobAfterAnotherIsTakenWithoutAWait() {
        Fixture it = new Fixture(NO_LONG_POLL, 1, new SplittableRandom(10));
        for (int i = 0; i < 100; i++) {
            it.rig.submit("j" + i);
        }
        it.loop.start();
        for (int i = 0; i < 100; i++) {
            it.rig.time.advance(Duration.ofMillis(5));
            assertThat(it.taken).hasSize(1);
            it.taken.remove(0).release(ReleaseReason.CONCLUDED);
        }
        assertThat(it.offers).isEqualTo(100);
        it.stopAndCheck();
    }

    @Test
    void morePlacesAreFilledAtOnce() {
        Fixture it = new Fixture(NO_LONG_POLL, 1, new SplittableRandom(12));
        it.rig.submit("a");
        it.rig.submit("b");
        it.loop.start();
        it.rig.time.advance(Duration.ofSeconds(1));
        assertThat(it.taken).hasSize(1);
        it.slots.resize(2);
        it.rig.time.advance(Duration.ofMillis(10));
        assertThat(it.taken).hasSize(2);
        it.stopAndCheck();
    }
}
