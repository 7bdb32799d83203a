package io.aitbc.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.lifecycle.QuietLog;
import io.aitbc.agent.lifecycle.Rig;
import io.aitbc.agent.lifecycle.Seeds;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.RenewReply;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.Call;
import io.aitbc.testkit.fake.Fault;
import io.aitbc.testkit.fake.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLog.class)
class LeaseKeeperTest {
    private static final Duration TTL = Terms.full().leaseTtl();

    private static final class Fixture {
        final Rig rig;
        final LeaseKeeper keeper;
        final List<LeaseRef> lost = new ArrayList<>();

        Fixture(Terms terms, RandomGenerator random) {
            rig = new Rig(terms, random);
            keeper = new LeaseKeeper(rig.contact);
            keeper.onLost(lost::add);
        }

        /** A job that was really granted. */
        Job held(String id) {
            rig.submit(id);
            List<Job> granted = new ArrayList<>();
            rig.coordinator.next(1, Duration.ZERO).thenAccept(answer -> {
                Optional<Job> job = ((Answer.Ok<Optional<Job>>) answer).value();
                job.ifPresent(granted::add);
            });
            rig.time.advance(Duration.ofMillis(4));
            Job job = granted.get(0);
            keeper.keep(job.ref(), job.lease());
            return job;
        }

        int calls() {
            return rig.count(Call.RENEW);
        }

        void stopAndCheck() {
            keeper.stop();
            int before = calls();
            rig.time.advance(Duration.ofHours(2));
            assertThat(calls()).as("nothing is asked after the end").isEqualTo(before);
            assertThat(rig.scheduler.pending()).isZero();
        }
    }

    @Test
    void aLeaseIsRenewedEachThirdOfItsTimeForAsLongAsItIsKept() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(Terms.full(), random);
            Job job = it.held("long");
            it.rig.time.advance(Duration.ofHours(1));

            assertThat(it.rig.gaps(Call.RENEW))
                    .hasSizeBetween(160, 202)
                    .allMatch(gap ->
                            gap.compareTo(Duration.ofSeconds(18)) >= 0 && gap.compareTo(Duration.ofSeconds(23)) <= 0);
            assertThat(it.rig.coordinator.book().job(job.id()).state()).isEqualTo(BookedJob.State.LEASED);
            assertThat(it.lost).isEmpty();
            it.keeper.drop(job.ref());
            assertThat(it.rig.scheduler.pending()).isZero();
            it.stopAndCheck();
        });
    }

    @Test
    void leasesThatFallDueTogetherTravelTogether() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(1));
        for (int i = 0; i < 20; i++) {
            it.held("j" + i);
        }
        it.rig.time.advance(Duration.ofHours(1));
        assertThat(it.calls()).isLessThan(300);
        assertThat(it.lost).isEmpty();
        it.stopAndCheck();
    }

    @Test
    void aLeaseThatTheAgentMadeUpIsNotRenewed() {
        Fixture it = new Fixture(Terms.guideOnly(Duration.ofHours(1)), new SplittableRandom(2));
        it.held("local");
        it.rig.time.advance(Duration.ofHours(1));
        assertThat(it.calls()).isZero();
        it.stopAndCheck();
    }

    @Test
    void onlyTheCoordinatorsWordMakesALeaseLost() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(Terms.full(), random);
            Job job = it.held("j");
            it.rig.faults.always(Call.RENEW, Fault.LOST);
            it.rig.time.advance(TTL.multipliedBy(10));
            assertThat(it.lost).as("long over its time, and still kept").isEmpty();
            assertThat(it.calls()).as("and asked for without hammering").isBetween(30, 120);

            it.rig.faults.end();
            it.rig.coordinator.book().revoke(job.id());
            it.rig.time.advance(Duration.ofSeconds(16));
            assertThat(it.lost).containsExactly(job.ref());
            assertThat(it.rig.scheduler.pending()).as("a lost lease is dropped").isZero();
            it.stopAndCheck();
        });
    }

    @Test
    void anAnswerThatDoesNotNameTheLeaseIsNoReasonToHurry() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(3));
        it.held("j");
        it.rig.faults.always(Call.RENEW, Fault.instead(new Answer.Ok<>(new RenewReply(Map.of(), Set.of()))));
        it.rig.time.advance(Duration.ofMinutes(10));
        assertThat(it.calls()).isBetween(26, 36);
        assertThat(it.lost).isEmpty();
        it.stopAndCheck();
    }

    @Test
    void leasesThatWereNeverOursAreIgnored() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(4));
        it.held("j");
        LeaseRef other = new LeaseRef(new JobId("other"), "lease-other");
        it.rig.faults.always(
                Call.RENEW,
                Fault.instead(new Answer.Ok<>(new RenewReply(Map.of(other, Duration.ofNanos(1)), Set.of(other)))));
        it.rig.time.advance(Duration.ofMinutes(10));
        assertThat(it.lost).isEmpty();
        assertThat(it.calls()).isBetween(26, 36);
        it.stopAndCheck();
    }

    @Test
    void timesToLiveBeyondReasonAreBounded() {
        for (Duration ttl : List.of(
                Duration.ofNanos(1),
                Duration.ofMillis(1),
                Duration.ofDays(3_650_000),
                Duration.ofSeconds(Long.MAX_VALUE))) {
            Fixture it = new Fixture(Terms.full(), new SplittableRandom(5));
            LeaseRef ref = new LeaseRef(new JobId("j"), "lease-1");
            it.rig.faults.always(
                    Call.RENEW, Fault.instead(new Answer.Ok<>(new RenewReply(Map.of(ref, ttl), Set.of()))));
            it.keeper.keep(ref, new Lease("lease-1", 1, ttl));
            it.rig.time.advance(Duration.ofMinutes(1));
            assertThat(it.calls()).as("calls in a minute with %s", ttl).isLessThanOrEqualTo(210);
            it.stopAndCheck();
        }
    }

    @Test
    void renewalsThatComeWithAHeartbeatCountAndSaveACall() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(6));
        Job job = it.held("j");
        for (int i = 0; i < 60; i++) {
            it.rig.time.advance(Duration.ofSeconds(10));
            it.keeper.renewed(Map.of(job.ref(), TTL));
        }
        assertThat(it.calls()).isZero();
        it.keeper.renewed(Map.of(new LeaseRef(new JobId("x"), "y"), TTL));
        assertThat(it.rig.scheduler.pending()).isEqualTo(1);
        it.stopAndCheck();
    }

    @Test
    void retryAfterHoldsWhateverElseHappens() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(Terms.full(), random);
            Job job = it.held("j");
            it.rig.faults.next(Call.RENEW, Fault.congested(Duration.ofMinutes(5)));
            it.rig.time.advance(Duration.ofSeconds(23));
            assertThat(it.calls()).isEqualTo(1);
            for (int i = 0; i < 25; i++) {
                it.rig.time.advance(Duration.ofSeconds(10));
                it.keeper.renewed(Map.of()); // a heartbeat's answer that renews nothing
                it.keeper.drop(new LeaseRef(new JobId("x"), "y"));
            }
            assertThat(it.calls()).isEqualTo(1);
            it.rig.time.advance(Duration.ofSeconds(90));
            assertThat(it.calls()).isGreaterThan(1);
            assertThat(it.rig.coordinator.book().job(job.id()).state()).isEqualTo(BookedJob.State.LEASED);
            it.stopAndCheck();
        });
    }

    @Test
    void aCoordinatorWithoutRenewalIsAskedSeldom() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(7));
        it.held("j");
        it.rig.faults.always(Call.RENEW, Fault.UNSUPPORTED);
        for (int i = 0; i < 360; i++) {
            it.rig.time.advance(Duration.ofSeconds(10));
            it.keeper.renewed(Map.of());
        }
        assertThat(it.calls()).isBetween(5, 7);
        it.stopAndCheck();
    }

    @Test
    void aCallThatIsRefusedIsTriedAgainWithoutHammering() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(8));
        it.held("j");
        it.rig.faults.always(Call.RENEW, Fault.refused(400, "INVALID_PAYLOAD"));
        it.rig.time.advance(Duration.ofMinutes(10));
        assertThat(it.calls()).isBetween(30, 110);
        assertThat(it.lost).isEmpty();
        it.stopAndCheck();
    }

    @Test
    void anAnswerAfterTheEndIsIgnored() {
        Fixture it = new Fixture(Terms.full(), new SplittableRandom(9));
        Job job = it.held("j");
        it.rig.coordinator.book().revoke(job.id());
        while (it.calls() == 0) {
            it.rig.time.advance(Duration.ofMillis(1));
        }
        it.stopAndCheck();
        assertThat(it.lost).isEmpty();
    }
}
