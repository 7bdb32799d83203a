package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.JobMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for; never changes.
 *
 * @param id the coordinator's name for the job
 * @param owner the principal that submitted it
 * @param params a JSON object
 * @param price credits paid for it, 0 or more
 */
public record JobSpec(
        String id,
        String owner,
        String workload,
        String params,
        JobMode mode,
        long price,
        @Nullable Long maxRuntimeSecs,
        int maxAttempts,
        Instant submittedAt) {}
