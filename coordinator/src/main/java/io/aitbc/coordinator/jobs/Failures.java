package io.aitbc.coordinator.jobs;

import io.aitbc.api.outcome.Failure;
import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.FailRequest;
import io.aitbc.protocols.v1.FailResponse;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView.JobFailure;
import io.aitbc.protocols.v1.WireLimits;
import java.time.Instant;
import java.time.InstantSource;

/** Takes a miner's word that it could not do a job. */
public final class Failures {
    private final InstantSource clock;

    public Failures(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws Refusal JOB_NOT_FOUND, LEASE_LOST, or CONFLICT_STATE when the job has ended otherwise */
    public FailResponse fail(Sql sql, Principal principal, FailRequest request) {
        Names.id("id", request.id());
        Names.id("lease_id", request.leaseId());
        Names.miner("miner_id", request.minerId());
        String field = request.field();
        if (field != null) {
            Names.text("field", field, 2 * WireLimits.NAME_LENGTH);
        }
        Failure bounded = new Failure(request.code(), request.message(), field);
        JobFailure why = new JobFailure(bounded.code(), bounded.message(), field);
        StoredJob job = JobTable.require(sql, request.id());
        Standing.require(job, principal, request.leaseId(), request.minerId());
        Instant now = clock.instant();
        MinerTable.touch(sql, principal, request.minerId(), now);
        if (job.state().isFinal()) {
            return repeated(job, why);
        }
        if (job.state() == JobState.QUEUED && request.giveBack()) {
            return new FailResponse(job.id(), job.state()); // its lease ran out, so it was given back before
        }
        StoredJob failed =
                job.with(job.status().failed(why, request.giveBack(), job.spec().maxAttempts(), now));
        JobTable.save(sql, failed);
        return new FailResponse(job.id(), failed.state());
    }

    /** The same failure again is the same answer again; anything else comes too late. */
    private static FailResponse repeated(StoredJob job, JobFailure why) {
        JobFailure known = job.status().failure();
        if (job.state() != JobState.CANCELED && (known == null || known.code() != why.code())) {
            throw new Refusal(ErrorCode.CONFLICT_STATE, "job " + job.id() + " is " + job.state() + " already").at("id");
        }
        return new FailResponse(job.id(), job.state());
    }
}
