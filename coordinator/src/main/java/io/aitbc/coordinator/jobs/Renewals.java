package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.LeaseTerm;
import io.aitbc.protocols.v1.RenewRequest;
import io.aitbc.protocols.v1.RenewResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes leases last. A lease that ran out can be renewed too while its job still waits in the queue: its holder was
 * away, not idle, and nobody else was given the job.
 */
public final class Renewals {
    private static final int MOST = 1024;

    private final InstantSource clock;

    public Renewals(InstantSource clock) {
        this.clock = clock;
    }

    public RenewResponse renew(Sql sql, Principal principal, RenewRequest request) {
        if (request.leases().size() > MOST) {
            throw Refusal.invalid("leases", "must be at most " + MOST);
        }
        for (RenewRequest.Held held : request.leases()) {
            Names.id("leases.id", held.id());
            Names.id("leases.lease_id", held.leaseId());
        }
        Instant now = clock.instant();
        MinerTable.touch(sql, principal, request.minerId(), now);
        List<LeaseTerm> kept = new ArrayList<>();
        List<RenewResponse.Lost> lost = new ArrayList<>();
        for (RenewRequest.Held held : request.leases()) {
            Optional<StoredJob> job = JobTable.find(sql, held.id());
            String reason = whyLost(job.orElse(null), principal, held.leaseId());
            if (job.isEmpty() || reason != null) {
                lost.add(new RenewResponse.Lost(held.id(), held.leaseId(), reason));
            } else {
                kept.add(renew(sql, job.get(), now));
            }
        }
        return new RenewResponse(kept, lost);
    }

    /** Why this lease cannot go on, in a word; null when it can. */
    static @Nullable String whyLost(@Nullable StoredJob job, Principal principal, @Nullable String leaseId) {
        if (job == null) {
            return "unknown";
        }
        HeldLease lease = job.status().lease();
        if (lease == null || !lease.isOf(principal, leaseId)) {
            return "lost";
        }
        if (job.status().cancelReason() != null || job.state() == JobState.CANCELED) {
            return "canceled";
        }
        return job.state().isFinal() ? job.state() == JobState.EXPIRED ? "expired" : "finished" : null;
    }

    /** Renews a lease that {@link #whyLost} has nothing against. */
    LeaseTerm renew(Sql sql, StoredJob job, Instant now) {
        return renew(sql, job, now, job.status().progress(), job.status().message());
    }

    LeaseTerm renew(Sql sql, StoredJob job, Instant now, @Nullable Double fraction, @Nullable String doing) {
        HeldLease lease = job.status().lease();
        if (lease == null) {
            throw new IllegalStateException("job " + job.id() + " has no lease to renew");
        }
        HeldLease renewed = lease.renewed(now);
        JobStatus status = job.state() == JobState.QUEUED ? job.status().granted(renewed) : job.status();
        JobTable.save(sql, job.with(status.running(renewed, fraction, doing)));
        return new LeaseTerm(job.id(), renewed.id(), renewed.ttl().toSeconds(), renewed.expiresAt());
    }
}
