package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.LeaseGrant;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a queued job to a miner, under a new lease. */
public final class Grants {
    private final Rules rules;
    private final InstantSource clock;
    private final Ids ids;

    public Grants(Rules rules, InstantSource clock, Ids ids) {
        this.rules = rules;
        this.clock = clock;
        this.ids = ids;
    }

    /** Leases the oldest job that this miner takes, if any. */
    Optional<JobOffer> grant(Sql sql, Miner miner) {
        return JobTable.oldestQueued(sql, miner.workloads(), miner.mode()).map(job -> {
            Instant now = clock.instant();
            Duration ttl = miner.registered() ? rules.leaseTtl() : rules.guideTtl();
            HeldLease lease = new HeldLease(
                    ids.lease(),
                    job.status().attempts() + 1,
                    miner.principal(),
                    miner.id(),
                    ttl,
                    now,
                    now.plus(ttl),
                    0);
            JobTable.save(sql, job.with(job.status().granted(lease)));
            return offer(job.spec(), lease);
        });
    }

    /** Undoes a grant whose answer reached nobody. @return false when the lease is not the current one any more */
    public boolean takeBack(Sql sql, JobOffer offer) {
        LeaseGrant lease = offer.lease();
        Optional<StoredJob> job = JobTable.find(sql, offer.id());
        HeldLease held = job.map(j -> j.status().lease()).orElse(null);
        if (lease == null
                || held == null
                || !held.id().equals(lease.leaseId())
                || job.get().state() != JobState.RUNNING) {
            return false;
        }
        JobTable.save(sql, job.get().with(job.get().status().takenBack(clock.instant())));
        return true;
    }

    private static JobOffer offer(JobSpec spec, HeldLease lease) {
        LeaseGrant grant =
                new LeaseGrant(lease.id(), lease.attempt(), lease.ttl().toSeconds(), lease.expiresAt());
        return new JobOffer(
                spec.id(), spec.workload(), params(spec.params()), grant, spec.maxRuntimeSecs(), spec.submittedAt());
    }

    /** A job's parameters as they were submitted. */
    static Map<String, @Nullable Object> params(String json) {
        try {
            if (WireJson.readValue(json.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map) {
                @SuppressWarnings("unchecked") // the reader's maps have text for keys
                Map<String, @Nullable Object> params = (Map<String, @Nullable Object>) map;
                return params;
            }
            throw new IllegalStateException("stored parameters are not an object");
        } catch (WireFormatException e) {
            throw new IllegalStateException("stored parameters are not JSON", e);
        }
    }
}
