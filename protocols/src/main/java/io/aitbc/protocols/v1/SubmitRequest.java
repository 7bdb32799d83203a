package io.aitbc.protocols.v1;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/jobs}.
 *
 * @param mode missing means any
 * @param price in the smallest unit, at least 0; missing means 1
 * @param maxAttempts 1 to {@link WireLimits#MAX_ATTEMPTS}; missing means 3
 */
public record SubmitRequest(
        String workload,
        @Nullable Map<String, @Nullable Object> params,
        @Nullable JobMode mode,
        @Nullable Long price,
        @Nullable Long maxRuntimeSecs,
        @Nullable Integer maxAttempts) {}
