package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.HeartbeatRequest;
import io.aitbc.protocols.v1.HeartbeatRequest.Running;
import io.aitbc.protocols.v1.HeartbeatResponse;
import io.aitbc.protocols.v1.HeartbeatResponse.Cancel;
import io.aitbc.protocols.v1.LeaseTerm;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sign of life: says who is there, renews the leases that it names and brings back what should stop. A lease that a
 * registered miner holds by our books but does not name twice running was lost on its way to it; the job goes back to
 * the queue.
 */
public final class Heartbeats {
    private static final int MOST_RUNNING = 1024;
    private static final int MISSES = 2;
    private static final int MESSAGE_LENGTH = 500;

    private final Rules rules;
    private final InstantSource clock;
    private final Presence presence;
    private final Renewals renewals;

    public Heartbeats(Rules rules, InstantSource clock, Presence presence, Renewals renewals) {
        this.rules = rules;
        this.clock = clock;
        this.presence = presence;
        this.renewals = renewals;
    }

    public HeartbeatResponse beat(Sql sql, Principal principal, HeartbeatRequest beat) {
        presence.heartbeat(sql, principal, beat);
        List<Running> running = beat.running() == null ? List.of() : beat.running();
        check(running);
        Instant now = clock.instant();
        List<LeaseTerm> kept = new ArrayList<>();
        List<Cancel> cancels = new ArrayList<>();
        Set<String> named = new HashSet<>();
        Map<String, StoredJob> held = held(sql, principal, beat.minerId());
        for (Running run : running) {
            if (named.add(run.id())) {
                StoredJob job = held.containsKey(run.id())
                        ? held.get(run.id())
                        : JobTable.find(sql, run.id()).orElse(null);
                named(sql, principal, run, job, now, kept, cancels);
            }
        }
        boolean saidWhatRuns = beat.running() != null && registered(sql, principal, beat.minerId());
        for (StoredJob job : held.values()) {
            if (!named.contains(job.id())) {
                unnamed(sql, job, saidWhatRuns, now, cancels);
            }
        }
        return new HeartbeatResponse(now, rules.heartbeatEvery().toSeconds(), kept, cancels);
    }

    private static void check(List<Running> running) {
        if (running.size() > MOST_RUNNING) {
            throw Refusal.invalid("running", "must be at most " + MOST_RUNNING);
        }
        for (Running run : running) {
            Names.id("running.id", run.id());
            Names.id("running.lease_id", run.leaseId());
            Double progress = run.progress();
            if (progress != null && !(progress >= 0 && progress <= 1)) {
                throw Refusal.invalid("running.progress", "must be from 0 to 1, got " + progress);
            }
            if (run.message() != null) {
                Names.text("running.message", run.message(), MESSAGE_LENGTH);
            }
        }
    }

    private static Map<String, StoredJob> held(Sql sql, Principal principal, String minerId) {
        Map<String, StoredJob> held = new HashMap<>();
        JobTable.held(sql, principal.id(), minerId).forEach(job -> held.put(job.id(), job));
        return held;
    }

    private static boolean registered(Sql sql, Principal principal, String minerId) {
        return MinerTable.find(sql, principal, minerId)
                .filter(Miner::registered)
                .isPresent();
    }

    /** A job that the miner says it runs. */
    private void named(
            Sql sql,
            Principal principal,
            Running run,
            @Nullable StoredJob job,
            Instant now,
            List<LeaseTerm> kept,
            List<Cancel> cancels) {
        String lost = Renewals.whyLost(job, principal, run.leaseId());
        if (job != null && lost == null) {
            kept.add(renewals.renew(sql, job, now, run.progress(), run.message()));
        } else if (!"finished".equals(lost)) { // its own outcome has arrived; it only does not know yet
            String asked = job == null ? null : job.status().cancelReason();
            cancels.add(new Cancel(run.id(), run.leaseId(), asked == null ? "lease " + lost : asked));
        }
    }

    /** A job that the miner holds by our books and did not name. */
    private void unnamed(Sql sql, StoredJob job, boolean saidWhatRuns, Instant now, List<Cancel> cancels) {
        HeldLease lease = job.status().lease();
        if (lease == null) {
            return;
        }
        if (job.status().cancelReason() != null) {
            cancels.add(new Cancel(job.id(), lease.id(), job.status().cancelReason()));
        }
        if (saidWhatRuns && lease.grantedAt().plus(rules.unlistedGrace()).isBefore(now)) {
            HeldLease missed = lease.missedOnce();
            JobStatus status = missed.unlisted() < MISSES
                    ? job.status()
                            .running(
                                    missed,
                                    job.status().progress(),
                                    job.status().message())
                    : job.status().takenBack(now);
            JobTable.save(sql, job.with(status));
        }
    }
}
