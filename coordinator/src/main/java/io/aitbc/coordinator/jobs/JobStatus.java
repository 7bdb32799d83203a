package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView.JobFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a job is. Each method is one arrow of the package's picture and gives the status behind it; whether the arrow
 * may be taken is the caller's to know.
 *
 * @param attempts grants that count; one that its miner never received does not
 * @param cancelReason why the client wants it stopped while it runs; null when nobody does
 * @param progress 0 to 1, as the miner last said
 * @param lease the latest grant; kept after it ran out, null when it was ended by its holder or there was none
 */
public record JobStatus(
        JobState state,
        int attempts,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String cancelReason,
        @Nullable Double progress,
        @Nullable String message,
        @Nullable JobFailure failure,
        @Nullable HeldLease lease) {
    public static final JobStatus QUEUED = new JobStatus(JobState.QUEUED, 0, null, null, null, null, null, null, null);

    /** QUEUED → RUNNING, for a new lease or for the latest one whose holder came back. */
    JobStatus granted(HeldLease held) {
        return new JobStatus(JobState.RUNNING, held.attempt(), held.grantedAt(), null, null, null, null, failure, held);
    }

    /** RUNNING, with its lease or what its miner says of it brought up to date. */
    JobStatus running(HeldLease held, @Nullable Double fraction, @Nullable String doing) {
        return new JobStatus(state, attempts, startedAt, null, cancelReason, fraction, doing, failure, held);
    }

    /** RUNNING, and its client wants it stopped. */
    JobStatus cancelAsked(String reason) {
        return new JobStatus(state, attempts, startedAt, null, reason, progress, message, failure, lease);
    }

    /** RUNNING → QUEUED, CANCELED or EXPIRED: the lease ran out. */
    JobStatus ranOut(int maxAttempts, Instant now) {
        if (cancelReason != null) {
            return finished(JobState.CANCELED, cancelReason, failure, now);
        }
        if (attempts >= maxAttempts) {
            return finished(
                    JobState.EXPIRED, "its lease ran out in attempt " + attempts + " of " + maxAttempts, failure, now);
        }
        return queued(attempts, failure, lease);
    }

    /** RUNNING → QUEUED (or CANCELED): the grant never reached its miner, so it does not count. */
    JobStatus takenBack(Instant now) {
        return cancelReason != null
                ? finished(JobState.CANCELED, cancelReason, failure, now)
                : queued(attempts - 1, failure, lease);
    }

    /** RUNNING → QUEUED, FAILED or CANCELED: its miner could not do it. The lease is over; nobody comes back to it. */
    JobStatus failed(JobFailure why, boolean giveBack, int maxAttempts, Instant now) {
        if (cancelReason != null) {
            return finished(JobState.CANCELED, cancelReason, why, now);
        }
        return giveBack && attempts < maxAttempts
                ? queued(attempts, why, null)
                : finished(JobState.FAILED, why.message(), why, now);
    }

    JobStatus canceled(String reason, Instant now) {
        return finished(JobState.CANCELED, reason, failure, now);
    }

    JobStatus completed(Instant now) {
        int counted = lease == null ? attempts : Math.max(attempts, lease.attempt());
        return new JobStatus(JobState.COMPLETED, counted, startedAt, now, null, 1.0, message, null, lease);
    }

    private JobStatus queued(int counted, @Nullable JobFailure last, @Nullable HeldLease latest) {
        return new JobStatus(JobState.QUEUED, counted, null, null, null, null, null, last, latest);
    }

    private JobStatus finished(JobState end, String why, @Nullable JobFailure last, Instant now) {
        return new JobStatus(end, attempts, startedAt, now, cancelReason, progress, why, last, lease);
    }
}
