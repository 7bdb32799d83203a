package io.aitbc.protocols.v1;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /v1/miner/next} answers when there is a job. The guide's coordinators send the first two or three
 * fields.
 *
 * @param lease missing when the coordinator knows no leases
 * @param maxRuntimeSecs the longest that a run may take
 */
public record JobOffer(
        String id,
        String workload,
        @Nullable Map<String, @Nullable Object> params,
        @Nullable LeaseGrant lease,
        @Nullable Long maxRuntimeSecs,
        @Nullable Instant submittedAt) {}
