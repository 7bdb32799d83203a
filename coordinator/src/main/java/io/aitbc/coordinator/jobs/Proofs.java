package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.wallet.WalletTable;
import io.aitbc.coordinator.wallet.WalletTable.Credit;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.OutputPart;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.ProofResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Takes proofs. The job's end, its result and its credit are one transaction; the credit's primary key is the job, so
 * no path through this code, or a fault in it, can pay twice.
 */
public final class Proofs {
    private static final Duration AFTER_RACE = Duration.ofSeconds(1);

    private final InstantSource clock;

    public Proofs(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Whether this proof could be accepted as things are, so that it is worth storing the output that came inside it.
     *
     * @throws Refusal when it could not and never will
     */
    public static boolean isExpected(Sql sql, Principal principal, ProofRequest proof) {
        StoredJob job = JobTable.require(sql, proof.id());
        Standing.require(job, principal, proof.leaseId(), proof.minerId());
        return !job.state().isFinal();
    }

    /**
     * @throws Refusal JOB_NOT_FOUND, LEASE_LOST, OUTPUT_MISMATCH, CONFLICT_STATE when the job has ended otherwise, or
     *     UNAVAILABLE when its output was not stored and it can be accepted all the same
     */
    public ProofResponse prove(Sql sql, Principal principal, ProofRequest proof, Delivery delivery) {
        StoredJob job = JobTable.require(sql, proof.id());
        Standing.require(job, principal, proof.leaseId(), proof.minerId());
        if (job.state().isFinal()) {
            return repeated(sql, job, proof);
        }
        if (job.spec().mode() != JobMode.ANY
                && !job.spec().mode().name().equals(proof.mode().name())) {
            throw Refusal.invalid("mode", "must be " + job.spec().mode() + ", as the job asks");
        }
        if (delivery == Delivery.UNSAVED) {
            throw new Refusal(
                            ErrorCode.UNAVAILABLE,
                            "job " + job.id() + " was granted while its proof came in; send the proof again")
                    .retryAfter(AFTER_RACE);
        }
        if (delivery == Delivery.INLINE && proof.output() != null) {
            OutputTable.add(sql, job.id(), proof.outputSha(), proof.output().bytes());
        }
        if (delivery != Delivery.NONE) {
            requireDelivered(sql, proof);
        }
        return complete(sql, job, proof, delivery);
    }

    private ProofResponse complete(Sql sql, StoredJob job, ProofRequest proof, Delivery delivery) {
        Instant now = clock.instant();
        HeldLease lease = job.status().lease();
        if (lease == null) {
            throw new IllegalStateException("proof of job " + job.id() + " without a lease");
        }
        Credit credit = new Credit(payee(sql, lease), job.spec().price());
        JobTable.save(sql, job.with(job.status().completed(now)));
        ResultTable.add(sql, proof, delivery != Delivery.NONE);
        OutputTable.keepOnly(sql, job.id(), delivery == Delivery.NONE ? Set.of() : named(proof));
        WalletTable.credit(sql, job.id(), credit, now);
        return new ProofResponse(job.id(), JobState.COMPLETED, credit.amount(), credit.wallet());
    }

    private static Set<String> named(ProofRequest proof) {
        Set<String> named = new HashSet<>(Set.of(proof.outputSha()));
        for (OutputPart part : proof.parts() == null ? List.<OutputPart>of() : proof.parts()) {
            named.add(part.sha256());
        }
        return named;
    }

    /** The wallet that the lease's miner last named, which its key allowed. */
    private static String payee(Sql sql, HeldLease lease) {
        return MinerTable.wallet(sql, lease.principal(), lease.miner())
                .orElseThrow(() -> new IllegalStateException("a lease of a miner that was never heard of"));
    }

    /** The same proof again is the same answer again; another one comes too late. */
    private static ProofResponse repeated(Sql sql, StoredJob job, ProofRequest proof) {
        boolean same = job.state() == JobState.COMPLETED
                && ResultTable.outputSha(sql, job.id())
                        .filter(proof.outputSha()::equals)
                        .isPresent();
        Credit credit = WalletTable.creditFor(sql, job.id()).orElse(null);
        if (!same || credit == null) {
            throw new Refusal(
                            ErrorCode.CONFLICT_STATE,
                            "job " + job.id() + " is " + job.state() + " already"
                                    + (job.state() == JobState.COMPLETED ? ", with another output_sha" : ""))
                    .at("id");
        }
        return new ProofResponse(job.id(), JobState.COMPLETED, credit.amount(), credit.wallet());
    }

    private static void requireDelivered(Sql sql, ProofRequest proof) {
        if (proof.output() != null) {
            requireDelivered(sql, proof.id(), proof.outputSha(), proof.output().bytes(), "output");
        }
        for (OutputPart part : proof.parts() == null ? List.<OutputPart>of() : proof.parts()) {
            requireDelivered(sql, proof.id(), part.sha256(), part.bytes(), "parts");
        }
    }

    private static void requireDelivered(Sql sql, String id, String sha, long bytes, String field) {
        OptionalLong delivered = OutputTable.bytes(sql, id, sha);
        if (delivered.isEmpty()) {
            throw new Refusal(ErrorCode.OUTPUT_MISMATCH, "no file " + sha + " was uploaded for job " + id)
                    .at(field)
                    .passing();
        }
        if (delivered.getAsLong() != bytes) {
            throw new Refusal(
                            ErrorCode.OUTPUT_MISMATCH,
                            "file " + sha + " has " + delivered.getAsLong() + " bytes, not " + bytes)
                    .at(field);
        }
    }
}
