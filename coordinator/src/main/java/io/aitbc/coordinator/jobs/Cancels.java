package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobState;
import java.time.InstantSource;

/**
 * Withdraws a job. One that waits is CANCELED at once. One that runs stays RUNNING until its miner, told in the answer
 * to its next heartbeat, has stopped it or its lease has run out; when its proof comes first, the work was done and is
 * paid for.
 */
public final class Cancels {
    private static final String REASON = "canceled by its client";

    private final InstantSource clock;

    public Cancels(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws Refusal JOB_NOT_FOUND, or CONFLICT_STATE when it has ended otherwise */
    public StoredJob cancel(Sql sql, Principal client, String id) {
        StoredJob job = JobTable.require(sql, id);
        if (client.seesOnlyItsOwn() && !job.spec().owner().equals(client.id())) {
            throw JobTable.notFound(id);
        }
        if (job.state() == JobState.CANCELED) {
            return job;
        }
        if (job.state().isFinal()) {
            throw new Refusal(ErrorCode.CONFLICT_STATE, "job " + id + " is " + job.state() + " and cannot be canceled")
                    .at("id");
        }
        StoredJob canceled = job.with(
                job.state() == JobState.QUEUED
                        ? job.status().canceled(REASON, clock.instant())
                        : job.status().cancelAsked(REASON));
        JobTable.save(sql, canceled);
        return canceled;
    }
}
