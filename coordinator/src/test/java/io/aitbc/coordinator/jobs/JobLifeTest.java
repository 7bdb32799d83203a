package io.aitbc.coordinator.jobs;

import static io.aitbc.coordinator.testing.Pool.CLIENT;
import static io.aitbc.coordinator.testing.Pool.MINER;
import static io.aitbc.coordinator.testing.Pool.OTHER;
import static io.aitbc.coordinator.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.coordinator.store.ConstraintException;
import io.aitbc.coordinator.testing.Pool;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.coordinator.wallet.WalletTable;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.FailResponse;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.HeartbeatResponse;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.ProofResponse;
import io.aitbc.protocols.v1.RenewRequest;
import io.aitbc.protocols.v1.RenewResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every arrow of the picture in the package's description, in virtual time. */
class JobLifeTest {
    private static final Duration LEASE = Rules.DEFAULTS.leaseTtl();

    private final Pool pool = Pool.inMemory();

    @BeforeEach
    void minersComeUp() {
        pool.miner(MINER, "m1");
        pool.miner(OTHER, "m2");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void a_proof_completes_a_job_and_credits_its_miner() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);

        ProofResponse receipt = pool.run(s -> pool.desk.proofs().prove(s, MINER, Wire.proof(offer), Delivery.NONE));

        assertThat(receipt).isEqualTo(new ProofResponse(id, JobState.COMPLETED, 5, "wallet-m1"));
        JobView job = pool.job(id);
        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.credited()).isEqualTo(5);
        assertThat(job.outputSha()).isEqualTo(Wire.SHA);
        assertThat(job.metrics()).containsEntry("seconds", 0.5);
        assertThat(pool.balance("wallet-m1").balance()).isEqualTo(5);
        assertThat(pool.untilDue()).isEmpty();
    }

    @Test
    void the_same_proof_again_gets_the_first_answer_and_pays_nothing() {
        pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        ProofResponse first = prove(offer);

        assertThat(prove(offer)).isEqualTo(first);
        ProofResponse nameless =
                pool.run(s -> pool.desk.proofs().prove(s, MINER, Wire.guideProof(offer.id()), Delivery.NONE));
        assertThat(nameless).isEqualTo(first);
        assertThat(pool.balance("wallet-m1").balance()).isEqualTo(5);
        assertThat(pool.balance("wallet-m1").jobsCredited()).isEqualTo(1);
    }

    /** A proof that came before its lease was granted, as nothing then held its output back. */
    @Test
    void a_proof_whose_output_was_not_stored_is_to_be_sent_again() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        Refusal refusal = refused(
                ErrorCode.UNAVAILABLE,
                () -> pool.run(s -> pool.desk.proofs().prove(s, MINER, Wire.proof(offer), Delivery.UNSAVED)));
        assertThat(refusal.lasting()).isFalse();
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);

        ProofResponse first = prove(offer);
        assertThat(pool.<ProofResponse>run(
                        s -> pool.desk.proofs().prove(s, MINER, Wire.proof(offer), Delivery.UNSAVED)))
                .as("of a job that has ended nothing need be stored")
                .isEqualTo(first);
    }

    @Test
    void what_was_uploaded_and_not_named_by_the_proof_is_forgotten() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        ProofRequest.Output output = new ProofRequest.Output("out", 0, "text/plain", null, true);
        ProofRequest bare = Wire.proof(offer);
        ProofRequest proof = new ProofRequest(
                id,
                bare.mode(),
                bare.outputSha(),
                null,
                null,
                bare.leaseId(),
                null,
                null,
                null,
                null,
                null,
                output,
                null);
        pool.run(s -> OutputTable.add(s, id, Wire.SHA, 0));
        pool.run(s -> OutputTable.add(s, id, Wire.OTHER_SHA, 7));
        pool.run(s -> pool.desk.proofs().prove(s, MINER, proof, Delivery.UPLOADED));
        assertThat(pool.<OutputTable.Held>run(s -> OutputTable.held(s, id))).isEqualTo(new OutputTable.Held(1, 0));
        assertThat(pool.job(id).output().stored()).isTrue();

        Instant end = pool.clock.instant();
        pool.run(s -> {
            OutputTable.forget(s, end, 10);
            return true;
        });
        assertThat(pool.job(id).output().stored()).as("ended just now").isTrue();
        pool.run(s -> {
            OutputTable.forget(s, end.plusMillis(1), 10);
            return true;
        });
        assertThat(pool.job(id).output().stored()).isFalse();
        assertThat(pool.<Boolean>run(s -> OutputTable.isNamed(s, Wire.SHA))).isFalse();
        assertThat(pool.job(id).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void a_balance_that_is_full_stays_full_and_the_job_is_paid_all_the_same() {
        long most = (1L << 53) - 1;
        String first = pool.submitted();
        String second = pool.submitted();
        for (String id : new String[] {first, second}) {
            pool.run(s -> {
                WalletTable.credit(s, id, new WalletTable.Credit("w", most), pool.clock.instant());
                return true;
            });
        }
        assertThat(pool.balance("w")).isEqualTo(new WalletTable.Balance(most, 2));
        assertThatThrownBy(() -> pool.run(s -> {
                    WalletTable.credit(s, first, new WalletTable.Credit("w", 1), pool.clock.instant());
                    return true;
                }))
                .as("paid twice")
                .isInstanceOf(ConstraintException.class);
    }

    @Test
    void another_output_for_a_completed_job_is_a_conflict() {
        pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        prove(offer);

        refused(
                ErrorCode.CONFLICT_STATE,
                () -> pool.run(s -> pool.desk
                        .proofs()
                        .prove(s, MINER, Wire.proof(offer.id(), Wire.lease(offer), Wire.OTHER_SHA), Delivery.NONE)));
    }

    @Test
    void a_lease_that_runs_out_puts_the_job_back_until_its_attempts_are_used_up() {
        String id = pool.submitted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            JobOffer offer = pool.take(MINER, "m1");
            assertThat(offer.lease().attempt()).isEqualTo(attempt);
            assertThat(offer.lease().ttlSecs()).isEqualTo(LEASE.toSeconds());
            pool.pass(LEASE.minusMillis(1));
            assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);
            pool.pass(Duration.ofMillis(1));
            assertThat(pool.job(id).state()).isEqualTo(attempt < 3 ? JobState.QUEUED : JobState.EXPIRED);
        }
        JobView job = pool.job(id);
        assertThat(job.attempts()).isEqualTo(3);
        assertThat(job.message()).isEqualTo("its lease ran out in attempt 3 of 3");
        assertThat(pool.next(MINER, "m1")).isEmpty();
        assertThat(pool.untilDue()).isEmpty();
    }

    @Test
    void a_miner_that_knows_only_the_guide_has_fifteen_minutes() {
        pool.guideMiner(MINER, "guide");
        String id = pool.submitted();
        assertThat(pool.take(MINER, "guide").lease().ttlSecs()).isEqualTo(900);
        pool.pass(Duration.ofSeconds(899));
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);
        pool.pass(Duration.ofSeconds(1));
        assertThat(pool.job(id).state()).isEqualTo(JobState.QUEUED);
    }

    @Test
    void a_late_proof_counts_while_nobody_else_has_the_job() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        pool.pass(LEASE);
        assertThat(pool.job(id).state()).isEqualTo(JobState.QUEUED);

        assertThat(prove(offer).credited()).isEqualTo(5);
        assertThat(pool.next(OTHER, "m2")).isEmpty();
        assertThat(pool.job(id).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void a_late_proof_is_lost_once_somebody_else_has_the_job() {
        pool.submitted();
        JobOffer first = pool.take(MINER, "m1");
        pool.pass(LEASE);
        JobOffer second = pool.take(OTHER, "m2");
        assertThat(second.lease().attempt()).isEqualTo(2);

        refused(ErrorCode.LEASE_LOST, () -> prove(first));
        refused(
                ErrorCode.LEASE_LOST,
                () -> pool.run(s -> pool.desk.proofs().prove(s, MINER, Wire.guideProof(first.id()), Delivery.NONE)));
        assertThat(pool.run(s -> pool.desk.proofs().prove(s, OTHER, Wire.proof(second), Delivery.NONE))
                        .wallet())
                .isEqualTo("wallet-m2");
        refused(ErrorCode.LEASE_LOST, () -> prove(first));
    }

    @Test
    void a_proof_after_the_job_expired_is_a_conflict() {
        String id = pool.run(s -> pool.desk.submissions().submit(s, CLIENT, Wire.job(JobMode.ANY, 5, 1)))
                .id();
        JobOffer offer = pool.take(MINER, "m1");
        pool.pass(LEASE);
        assertThat(pool.job(id).state()).isEqualTo(JobState.EXPIRED);
        refused(ErrorCode.CONFLICT_STATE, () -> prove(offer));
    }

    @Test
    void a_renewed_lease_goes_on() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        for (int i = 0; i < 10; i++) {
            pool.pass(LEASE.minusSeconds(1));
            assertThat(renew(offer).leases()).hasSize(1);
        }
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);
        assertThat(pool.job(id).attempts()).isEqualTo(1);
    }

    @Test
    void a_lease_that_ran_out_comes_back_while_nobody_else_has_the_job() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        pool.pass(LEASE.multipliedBy(3));
        assertThat(pool.job(id).state()).isEqualTo(JobState.QUEUED);

        assertThat(renew(offer).leases()).hasSize(1);
        assertThat(pool.job(id).state()).isEqualTo(JobState.RUNNING);
        assertThat(pool.job(id).attempts()).isEqualTo(1);
        assertThat(pool.next(OTHER, "m2")).isEmpty();
    }

    @Test
    void a_lease_that_somebody_else_has_is_lost() {
        pool.submitted();
        JobOffer first = pool.take(MINER, "m1");
        pool.pass(LEASE);
        pool.take(OTHER, "m2");
        RenewResponse answer = renew(first);
        assertThat(answer.leases()).isEmpty();
        assertThat(answer.lost()).containsExactly(new RenewResponse.Lost(first.id(), Wire.lease(first), "lost"));
    }

    @Test
    void a_job_given_back_is_offered_again_and_fails_when_its_attempts_are_used_up() {
        String id = pool.submitted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            JobOffer offer = pool.take(MINER, "m1");
            FailResponse answer = fail(offer, FailureCode.E_OOM, true);
            assertThat(answer.state()).isEqualTo(attempt < 3 ? JobState.QUEUED : JobState.FAILED);
            refused(attempt < 3 ? ErrorCode.LEASE_LOST : ErrorCode.CONFLICT_STATE, () -> prove(offer));
        }
        JobView job = pool.job(id);
        assertThat(job.failure()).isEqualTo(new JobView.JobFailure(FailureCode.E_OOM, "it did not work", null));
        assertThat(pool.balance("wallet-m1").jobsCredited()).isZero();
    }

    @Test
    void a_job_that_cannot_be_done_fails_at_once_and_the_same_report_is_answered_the_same() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        assertThat(fail(offer, FailureCode.E_INVALID, false)).isEqualTo(new FailResponse(id, JobState.FAILED));
        assertThat(fail(offer, FailureCode.E_INVALID, false)).isEqualTo(new FailResponse(id, JobState.FAILED));
        refused(ErrorCode.CONFLICT_STATE, () -> fail(offer, FailureCode.E_OUTPUT, false));
        refused(ErrorCode.CONFLICT_STATE, () -> prove(offer));
    }

    @Test
    void a_completed_job_cannot_fail() {
        pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        prove(offer);
        refused(ErrorCode.CONFLICT_STATE, () -> fail(offer, FailureCode.E_INTERNAL, true));
    }

    @Test
    void a_queued_job_is_canceled_at_once() {
        String id = pool.submitted();
        assertThat(cancel(id).state()).isEqualTo(JobState.CANCELED);
        assertThat(cancel(id).state()).isEqualTo(JobState.CANCELED);
        assertThat(pool.next(MINER, "m1")).isEmpty();
    }

    @Test
    void a_running_job_is_canceled_when_its_miner_obeys() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        assertThat(cancel(id).state()).isEqualTo(JobState.RUNNING);
        HeartbeatResponse told = beat(Wire.running(offer, 0.5));
        assertThat(told.leases()).isEmpty();
        assertThat(told.cancels())
                .containsExactly(new HeartbeatResponse.Cancel(id, Wire.lease(offer), "canceled by its client"));
        assertThat(fail(offer, FailureCode.E_CANCELED, false).state()).isEqualTo(JobState.CANCELED);
        assertThat(beat().cancels()).isEmpty();
    }

    @Test
    void a_running_job_is_canceled_when_its_lease_runs_out() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        cancel(id);
        pool.pass(Duration.ofSeconds(30));
        assertThat(renew(offer).lost()).hasSize(1);
        pool.pass(LEASE);
        assertThat(pool.job(id).state()).isEqualTo(JobState.CANCELED);
        refused(ErrorCode.CONFLICT_STATE, () -> prove(offer));
    }

    @Test
    void work_that_was_done_before_the_cancel_was_obeyed_is_paid_for() {
        String id = pool.submitted();
        JobOffer offer = pool.take(MINER, "m1");
        cancel(id);
        assertThat(prove(offer).credited()).isEqualTo(5);
        assertThat(pool.job(id).state()).isEqualTo(JobState.COMPLETED);
        refused(ErrorCode.CONFLICT_STATE, () -> cancel(id));
    }

    @Test
    void a_job_for_the_gpu_is_not_proved_on_the_cpu() {
        pool.run(s -> pool.desk.presence().register(s, MINER, Wire.registration("g", "w", Mode.GPU, "torch_bench")));
        pool.run(s -> pool.desk.submissions().submit(s, CLIENT, Wire.job(JobMode.GPU, 5, 1)));
        JobOffer offer = pool.take(MINER, "g");
        refused(ErrorCode.INVALID_PAYLOAD, () -> prove(offer));
    }

    private ProofResponse prove(JobOffer offer) {
        return pool.run(s -> pool.desk.proofs().prove(s, MINER, Wire.proof(offer), Delivery.NONE));
    }

    private FailResponse fail(JobOffer offer, FailureCode code, boolean giveBack) {
        return pool.run(s -> pool.desk.failures().fail(s, MINER, Wire.failure(offer, "m1", code, giveBack)));
    }

    private RenewResponse renew(JobOffer offer) {
        RenewRequest request = new RenewRequest("m1", List.of(new RenewRequest.Held(offer.id(), Wire.lease(offer))));
        return pool.run(s -> pool.desk.renewals().renew(s, MINER, request));
    }

    private HeartbeatResponse beat(HeartbeatRequest.Running... running) {
        return pool.run(s -> pool.desk.heartbeats().beat(s, MINER, Wire.heartbeat("m1", running)));
    }

    private StoredJob cancel(String id) {
        return pool.run(s -> pool.desk.cancels().cancel(s, CLIENT, id));
    }
}
