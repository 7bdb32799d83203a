package io.aitbc.coordinator.jobs;

import static io.aitbc.coordinator.testing.Pool.MINER;
import static io.aitbc.coordinator.testing.Pool.OTHER;
import static io.aitbc.coordinator.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.testing.Pool;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.HeartbeatResponse;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.LeaseTerm;
import io.aitbc.protocols.v1.MinerList;
import io.aitbc.protocols.v1.MinerState;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private static final Duration GRACE = Rules.DEFAULTS.unlistedGrace();

    private final Pool pool = Pool.inMemory();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void the_leases_that_it_names_are_renewed_and_progress_is_shown() {
        pool.miner(MINER, "m1");
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        for (int i = 1; i <= 9; i++) {
            pool.pass(Duration.ofSeconds(50));
            HeartbeatResponse answer = beat("m1", Wire.running(offer, i / 10.0));
            assertThat(answer.leases())
                    .containsExactly(new LeaseTerm(
                            id, Wire.lease(offer), 60, pool.clock.instant().plusSeconds(60)));
            assertThat(pool.job(id).progress()).isEqualTo(i / 10.0);
            assertThat(pool.job(id).message()).isEqualTo("iteration 1");
        }
        assertThat(pool.job(id).attempts()).isEqualTo(1);
    }

    @Test
    void a_lease_that_it_does_not_name_twice_was_lost_on_its_way_and_does_not_count() {
        pool.miner(MINER, "m1");
        String id = pool.submitted();
        pool.take(MINER, "m1"); // and the answer is lost
        beat("m1");
        pool.pass(GRACE);
        beat("m1");
        pool.pass(Duration.ofSeconds(1));
        beat("m1");
        assertThat(pool.job(id).state()).as("missed once after the grace").isEqualTo(JobState.RUNNING);
        beat("m1");
        assertThat(pool.job(id).state()).isEqualTo(JobState.QUEUED);
        assertThat(pool.job(id).attempts()).isZero();
        assertThat(pool.take(MINER, "m1").lease().attempt()).isEqualTo(1);
    }

    @Test
    void naming_a_lease_again_forgives_a_miss() {
        pool.miner(MINER, "m1");
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        pool.pass(GRACE.plusSeconds(1));
        for (int i = 0; i < 4; i++) {
            beat("m1");
            beat("m1", Wire.running(offer, 0.1));
        }
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void a_lease_taken_back_by_mistake_comes_back_when_its_miner_names_it() {
        pool.miner(MINER, "m1");
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        pool.pass(GRACE.plusSeconds(1));
        beat("m1");
        beat("m1");
        assertThat(pool.job(id).state()).isEqualTo(JobState.QUEUED);

        assertThat(beat("m1", Wire.running(offer, 0.9)).leases()).hasSize(1);
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);
        assertThat(pool.job(id).attempts()).isEqualTo(1);
        assertThat(pool.job(id).progress()).isEqualTo(0.9);
    }

    @Test
    void a_guides_miner_names_nothing_and_keeps_its_job() {
        pool.guideMiner(MINER, "m1");
        String id = pool.submitted();
        pool.take(MINER, "m1");
        for (int i = 0; i < 20; i++) {
            pool.pass(Duration.ofSeconds(20));
            pool.guideMiner(MINER, "m1");
        }
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void a_job_that_somebody_else_has_or_nobody_knows_is_to_be_stopped() {
        pool.miner(MINER, "m1");
        pool.miner(OTHER, "m2");
        String id = pool.submitted();
        JobOffer first = pool.take(MINER, "m1");
        pool.pass(Rules.DEFAULTS.leaseTtl());
        pool.take(OTHER, "m2");

        HeartbeatResponse answer =
                beat("m1", Wire.running(first, 0.5), new HeartbeatRequest.Running("j-unknown", null, null, null));
        assertThat(answer.leases()).isEmpty();
        assertThat(answer.cancels())
                .containsExactly(
                        new HeartbeatResponse.Cancel(id, Wire.lease(first), "lease lost"),
                        new HeartbeatResponse.Cancel("j-unknown", null, "lease unknown"));
        assertThat(pool.job(id).minerId()).isEqualTo("m2");
    }

    @Test
    void a_job_whose_proof_arrived_is_neither_renewed_nor_canceled() {
        pool.miner(MINER, "m1");
        pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        pool.run(s -> pool.desk.proofs().prove(s, MINER, Wire.proof(offer), Delivery.NONE));
        HeartbeatResponse answer = beat("m1", Wire.running(offer, 1));
        assertThat(answer.leases()).isEmpty();
        assertThat(answer.cancels()).isEmpty();
    }

    @Test
    void a_miner_that_is_silent_is_offline() {
        pool.miner(MINER, "m1");
        assertThat(miners().miners().get(0).state()).isEqualTo(MinerState.ONLINE);
        pool.pass(Duration.ofSeconds(31));
        assertThat(miners().miners().get(0).state()).isEqualTo(MinerState.OFFLINE);
        pool.next(MINER, "m1");
        assertThat(miners().miners().get(0).state()).isEqualTo(MinerState.ONLINE);
    }

    @Test
    void a_key_with_a_wallet_earns_for_no_other() {
        Principal bound = new Principal("key:bound", Set.of(Role.MINER), "wallet-m1");
        beat(bound, Wire.guideHeartbeat("m1", "wallet-m1"));
        Refusal refusal = refused(ErrorCode.FORBIDDEN_ROLE, () -> beat(bound, Wire.guideHeartbeat("m1", "wallet-x")));
        assertThat(refusal.lasting()).isFalse();
    }

    @Test
    void what_is_out_of_bounds_is_refused_and_changes_nothing() {
        refused(ErrorCode.INVALID_PAYLOAD, () -> beat(MINER, Wire.guideHeartbeat("", "w")));
        refused(ErrorCode.INVALID_PAYLOAD, () -> beat(MINER, Wire.guideHeartbeat("m".repeat(129), "w")));
        refused(ErrorCode.INVALID_PAYLOAD, () -> beat(MINER, Wire.guideHeartbeat("m\u0000", "w")));
        refused(ErrorCode.INVALID_PAYLOAD, () -> beat(MINER, Wire.guideHeartbeat("m", "two words")));
        refused(
                ErrorCode.INVALID_PAYLOAD,
                () -> beat("m", new HeartbeatRequest.Running("../../etc/x", null, null, null)));
        refused(ErrorCode.INVALID_PAYLOAD, () -> beat("m", new HeartbeatRequest.Running("j", null, 1.5, null)));
        assertThat(miners().miners()).isEmpty();
    }

    private HeartbeatResponse beat(String miner, HeartbeatRequest.Running... running) {
        return beat(MINER, Wire.heartbeat(miner, running));
    }

    private HeartbeatResponse beat(Principal key, HeartbeatRequest request) {
        return pool.run(s -> pool.desk.heartbeats().beat(s, key, request));
    }

    private MinerList miners() {
        return pool.run(s -> MinerQueries.list(s, Rules.DEFAULTS, pool.clock.instant()));
    }
}
