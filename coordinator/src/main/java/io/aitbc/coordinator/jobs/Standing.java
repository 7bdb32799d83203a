package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.protocols.v1.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Whether somebody may still report on a job: it holds the job's latest lease, and nobody was given the job since. */
final class Standing {
    private Standing() {}

    /**
     * @param leaseId the lease that it names; null from one that knows no leases
     * @param minerId the miner that it names, which counts only when it names no lease
     * @throws Refusal LEASE_LOST
     */
    static void require(StoredJob job, Principal principal, @Nullable String leaseId, @Nullable String minerId) {
        HeldLease lease = job.status().lease();
        if (lease == null || !lease.isOf(principal, leaseId)) {
            throw new Refusal(
                            ErrorCode.LEASE_LOST,
                            leaseId == null
                                    ? "this key holds no lease of job " + job.id()
                                    : "lease " + shown(leaseId) + " of job " + job.id()
                                            + " has ended or was given to somebody else")
                    .at(leaseId == null ? "id" : "lease_id");
        }
        if (leaseId == null && minerId != null && !minerId.equals(lease.miner())) {
            throw new Refusal(ErrorCode.LEASE_LOST, "job " + job.id() + " was leased to another miner of this key")
                    .at("miner_id");
        }
    }

    private static String shown(String leaseId) {
        return leaseId.length() > 40 ? leaseId.substring(0, 40) + "…" : leaseId;
    }
}
