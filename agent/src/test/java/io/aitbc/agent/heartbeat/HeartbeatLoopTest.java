package io.aitbc.agent.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.lifecycle.QuietLog;
import io.aitbc.agent.lifecycle.Rig;
import io.aitbc.agent.lifecycle.Seeds;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.Registration;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.FakeCoordinator.Asked;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLog.class)
class HeartbeatLoopTest {
    private static final Duration PACE = Duration.ofSeconds(20);
    private static final Duration TRIP = Duration.ofMillis(20);
    private static final Terms OWN_PACE =
            Terms.full().offering(new Registration(null, null, Duration.ofSeconds(30), null, 64, 100));

    private static final class Fixture {
        final Rig rig;
        final HeartbeatLoop loop;
        final List<Answer<HeartbeatReply>> heard = new ArrayList<>();
        final List<Heartbeat.RunningJob> running = new ArrayList<>();
        Heartbeat.State state = Heartbeat.State.ONLINE;

        Fixture(Terms terms, RandomGenerator random) {
            this(terms, random, terms.registration());
        }

        /** @param known what the coordinator is taken to offer before it is asked */
        Fixture(Terms terms, RandomGenerator random, Registration known) {
            rig = new Rig(terms, random);
            rig.link.registered(known);
            rig.link.forgetRegistration();
            loop = new HeartbeatLoop(rig.contact, () -> PACE, this::vitals);
            loop.onAnswer(heard::add);
        }

        private Heartbeat vitals() {
            Capabilities capabilities =
                    new Capabilities(AccelMode.CPU, 1, List.of(), List.of(), new Capabilities.Limits(0, 1, 1, 1), null);
            return new Heartbeat(state, capabilities, 1, running);
        }

        int beats() {
            return rig.count(Call.HEARTBEAT);
        }

        void stopAndCheck() {
            loop.stop();
            int before = beats();
            rig.time.advance(Duration.ofHours(2));
            assertThat(beats()).as("nothing is sent after the end").isEqualTo(before);
            assertThat(rig.scheduler.pending()).isZero();
        }
    }

    private static Fault reply(Duration nextDue) {
        return Fault.instead(new Answer.Ok<>(new HeartbeatReply(null, nextDue, Map.of(), List.of())));
    }

    @Test
    void theMinerIntroducesItselfAndBeatsAtOnce() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(1));
        it.loop.beat();
        it.rig.time.advance(TRIP);

        assertThat(it.rig.coordinator.asked()).extracting(Asked::call).containsExactly(Call.REGISTER, Call.HEARTBEAT);
        assertThat(it.rig.link.registration()).isEqualTo(Terms.full().registration());
        it.stopAndCheck();
    }

    @Test
    void itsOwnPaceVariesByATenth() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(OWN_PACE, random);
            it.loop.beat();
            it.rig.time.advance(Duration.ofMinutes(10));

            assertThat(it.rig.gaps(Call.HEARTBEAT))
                    .hasSizeBetween(26, 33)
                    .allMatch(gap -> gap.compareTo(Duration.ofSeconds(18)) >= 0
                            && gap.compareTo(Duration.ofSeconds(22).plus(TRIP)) <= 0);
            assertThat(it.rig.count(Call.REGISTER)).isEqualTo(1);
            it.stopAndCheck();
        });
    }

    @Test
    void theCoordinatorsPaceIsObeyedAndNeverLate() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(OWN_PACE, random);
            it.rig.faults.always(Call.HEARTBEAT, reply(Duration.ofSeconds(10)));
            it.loop.beat();
            it.rig.time.advance(Duration.ofMinutes(10));

            assertThat(it.rig.gaps(Call.HEARTBEAT))
                    .hasSizeGreaterThan(55)
                    .allMatch(gap -> gap.compareTo(Duration.ofSeconds(9)) >= 0
                            && gap.compareTo(Duration.ofSeconds(10).plus(TRIP)) <= 0);
            it.stopAndCheck();
        });
    }

    @Test
    void thePaceOfTheRegistrationHoldsWhereAReplySaysNothing() {
        Fixture it = new Fixture(
                Terms.full().offering(new Registration(null, Duration.ofSeconds(5), Duration.ZERO, null, 0, 0)),
                new SplittableRandom(2));
        it.loop.beat();
        it.rig.time.advance(Duration.ofMinutes(1));
        assertThat(it.beats()).isBetween(12, 14);
        it.stopAndCheck();
    }

    @Test
    void aPaceBeyondReasonIsBounded() {
        Fixture fast = new Fixture(OWN_PACE, new SplittableRandom(3));
        fast.rig.faults.always(Call.HEARTBEAT, reply(Duration.ZERO));
        fast.loop.beat();
        fast.rig.time.advance(Duration.ofMinutes(1));
        assertThat(fast.beats()).isBetween(60, 140);
        fast.stopAndCheck();

        Fixture slow = new Fixture(OWN_PACE, new SplittableRandom(4));
        slow.rig.faults.always(Call.HEARTBEAT, reply(Duration.ofDays(3650)));
        slow.loop.beat();
        slow.rig.time.advance(Duration.ofHours(1));
        assertThat(slow.beats()).isBetween(6, 8);
        slow.stopAndCheck();
    }

    @Test
    void aCoordinatorOfTheGuideAloneHearsHeartbeatsAllTheSame() {
        Fixture it = new Fixture(Terms.guideOnly(Duration.ofHours(1)), new SplittableRandom(5));
        it.loop.beat();
        it.rig.time.advance(Duration.ofMinutes(10));

        assertThat(it.rig.count(Call.REGISTER)).as("one for each five minutes").isBetween(2, 3);
        assertThat(it.beats()).isBetween(27, 34);
        assertThat(it.rig.link.registration()).isEqualTo(Registration.GUIDE_ONLY);
        it.stopAndCheck();
    }

    @Test
    void oneWrongAnswerToAnIntroductionIsForgottenInMinutes() {
        for (Fault fault : List.of(Fault.UNSUPPORTED, Fault.refused(400, "INVALID_PAYLOAD"))) {
            Fixture it = new Fixture(OWN_PACE, new SplittableRandom(12), Registration.GUIDE_ONLY);
            it.rig.faults.next(Call.REGISTER, fault);
            it.loop.beat();
            it.rig.time.advance(Duration.ofMinutes(1));
            assertThat(it.rig.link.registration()).isEqualTo(Registration.GUIDE_ONLY);
            it.rig.time.advance(Duration.ofMinutes(5));
            assertThat(it.rig.link.registration()).isEqualTo(OWN_PACE.registration());
            it.rig.time.advance(Duration.ofHours(1));
            assertThat(it.rig.count(Call.REGISTER)).as("then it is known").isEqualTo(2);
            it.stopAndCheck();
        }
    }

    @Test
    void aGrantedLeaseIsAReasonToIntroduceOneselfAtOnce() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(13), Registration.GUIDE_ONLY);
        it.rig.faults.next(Call.REGISTER, Fault.UNSUPPORTED);
        it.loop.beat();
        it.rig.time.advance(Duration.ofSeconds(1));
        assertThat(it.rig.link.termsKnown()).isTrue();
        it.loop.leaseGranted();
        assertThat(it.rig.link.termsKnown())
                .as("no output may leave on these terms")
                .isFalse();
        it.rig.time.advance(Duration.ofSeconds(1));
        assertThat(it.rig.link.registration()).isEqualTo(OWN_PACE.registration());
        it.stopAndCheck();
    }

    @Test
    void aCoordinatorThatGrantsLeasesAndKnowsNoIntroductionIsNotPestered() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(14), Registration.GUIDE_ONLY);
        it.rig.faults.always(Call.REGISTER, Fault.UNSUPPORTED);
        it.loop.beat();
        for (int i = 0; i < 600; i++) {
            it.rig.time.advance(Duration.ofSeconds(1));
            it.loop.leaseGranted();
        }
        assertThat(it.rig.count(Call.REGISTER)).isBetween(3, 6);
        assertThat(it.rig.link.termsKnown()).isTrue();
        it.stopAndCheck();
    }

    @Test
    void whoeverHoldsGrantedLeasesAsksTwiceBeforeTheGuideAloneIsBelieved() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(15), Registration.GUIDE_ONLY);
        it.running.add(new Heartbeat.RunningJob(new LeaseRef(new JobId("j"), "lease"), null, null));
        it.rig.faults.next(Call.REGISTER, Fault.UNSUPPORTED);
        it.loop.beat();
        it.rig.time.advance(Duration.ofSeconds(1));
        assertThat(it.rig.link.registration()).isEqualTo(OWN_PACE.registration());
        it.stopAndCheck();
    }

    @Test
    void whatWasOfferedOnceHoldsWhileAnIntroductionIsAnsweredWrong() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(16), Registration.GUIDE_ONLY);
        it.loop.beat();
        it.rig.time.advance(Duration.ofSeconds(1));
        it.rig.link.forgetRegistration();
        it.rig.faults.always(Call.REGISTER, Fault.UNSUPPORTED);
        it.loop.beat();
        it.rig.time.advance(Duration.ofMinutes(1));
        assertThat(it.rig.link.registration()).isEqualTo(OWN_PACE.registration());
        it.stopAndCheck();
    }

    @Test
    void anIntroductionThatGetsLostHoldsNoHeartbeatUpAndIsTriedAgain() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(6));
        it.rig.faults.next(Call.REGISTER, Fault.LOST);
        it.loop.beat();
        it.rig.time.advance(Duration.ofSeconds(1));
        assertThat(it.beats()).isEqualTo(1);
        it.rig.time.advance(Duration.ofSeconds(30));
        assertThat(it.rig.link.registration()).isEqualTo(Terms.full().registration());
        it.stopAndCheck();
    }

    @Test
    void anIntroductionThatIsAlwaysBusyHoldsNoHeartbeatUp() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(7));
        it.rig.faults.always(Call.REGISTER, Fault.congested(Duration.ofMinutes(5)));
        it.loop.beat();
        it.rig.time.advance(Duration.ofMinutes(10));

        assertThat(it.beats()).isBetween(26, 35);
        assertThat(it.rig.gaps(Call.REGISTER))
                .as("its Retry-After is honoured")
                .hasSizeBetween(1, 2)
                .allMatch(gap -> gap.compareTo(Duration.ofMinutes(5)) >= 0);
        it.stopAndCheck();
    }

    @Test
    void afterAnOutageTheMinerIntroducesItselfAgainAndSoon() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(OWN_PACE, random);
            it.loop.beat();
            it.rig.time.advance(Duration.ofMinutes(5));
            it.rig.faults.always(Fault.LOST);
            it.rig.time.advance(Duration.ofMinutes(10));
            int during = it.beats();
            it.rig.faults.end();
            it.rig.time.advance(PACE.plusSeconds(1));

            assertThat(it.beats()).as("within its pace").isGreaterThan(during);
            assertThat(it.rig.link.isRegistered()).isTrue();
            assertThat(it.rig.link.trouble()).isEmpty();
            it.stopAndCheck();
        });
    }

    @Test
    void anOutageIsNotHammered() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(8));
        it.rig.faults.always(Fault.LOST);
        it.loop.beat();
        it.rig.time.advance(Duration.ofHours(1));
        assertThat(it.beats()).as("between its pace and twice that").isBetween(180, 370);
        it.stopAndCheck();
    }

    @Test
    void aRefusedKeyIsToldAndTriedAgainAtThePace() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(9));
        it.rig.faults.always(Fault.DENIED);
        it.loop.beat();
        it.rig.time.advance(Duration.ofMinutes(10));

        assertThat(it.heard).isNotEmpty().allMatch(answer -> answer instanceof Answer.Fatal<?>);
        assertThat(it.rig.count(Call.REGISTER)).isBetween(30, 70);
        it.rig.faults.end();
        it.rig.time.advance(PACE.plusSeconds(1));
        assertThat(it.heard.get(it.heard.size() - 1)).isInstanceOf(Answer.Ok.class);
        it.stopAndCheck();
    }

    @Test
    void retryAfterIsHonouredEvenWhenThereIsNews() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(OWN_PACE, random);
            it.rig.faults.next(Call.HEARTBEAT, Fault.congested(Duration.ofSeconds(100)));
            it.loop.beat();
            it.loop.beat(); // news, while the first is under way
            it.rig.time.advance(Duration.ofSeconds(99));
            assertThat(it.beats()).isEqualTo(1);
            it.rig.time.advance(Duration.ofSeconds(12));
            assertThat(it.beats()).isEqualTo(2);
            it.stopAndCheck();
        });
    }

    @Test
    void newsGoOutAtOnceOrRightAfterWhatIsUnderWay() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(10));
        it.loop.beat();
        it.rig.time.advance(Duration.ofSeconds(5));
        it.loop.beat();
        it.state = Heartbeat.State.DRAINING;
        it.loop.beat();
        it.loop.beat();
        it.rig.time.advance(Duration.ofSeconds(1));

        assertThat(it.rig.coordinator.asked(Call.HEARTBEAT))
                .extracting(asked -> ((Heartbeat) asked.request()).state())
                .containsExactly(Heartbeat.State.ONLINE, Heartbeat.State.ONLINE, Heartbeat.State.DRAINING);
        assertThat(it.loop.isAsking()).isFalse();
        it.stopAndCheck();
    }

    @Test
    void anAnswerAfterTheEndIsIgnored() {
        Fixture it = new Fixture(OWN_PACE, new SplittableRandom(11));
        it.loop.beat();
        it.rig.time.runUntilIdle();
        it.stopAndCheck();
        assertThat(it.heard).isEmpty();
        it.loop.beat();
        assertThat(it.rig.scheduler.pending()).isZero();
    }
}
