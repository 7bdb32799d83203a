package io.aitbc.api.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work as a coordinator offered it.
 *
 * @param workload the kind of work, such as {@code torch_bench}; not yet known to be one that we have
 * @param params the job's parameters, not yet validated
 * @param maxRuntime the longest that a run may take, or null when the coordinator set none
 */
public record Job(
        JobId id,
        String workload,
        Params params,
        Lease lease,
        @Nullable Duration maxRuntime) {
    public LeaseRef ref() {
        return new LeaseRef(id, lease.id());
    }

    /** The same job with other parameters. */
    public Job with(Params others) {
        return new Job(id, workload, others, lease, maxRuntime);
    }
}
