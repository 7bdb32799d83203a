package io.aitbc.protocols.v1;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/jobs}.
 *
 * @param mode missing means any
 * @param price in the smallest unit, at least 0; missing means 1
 * @param maxAttempts 1 to {@link WireLimits#MAX_ATTEMPTS}; missing means 3
 * @param inputs the SHA-256 of each input file that the parameters name; missing means none
 */
public record SubmitRequest(
        String workload,
        @Nullable Map<String, @Nullable Object> params,
        @Nullable JobMode mode,
        @Nullable Long price,
        @Nullable Long maxRuntimeSecs,
        @Nullable Integer maxAttempts,
        @Nullable List<String> inputs) {
    /** One that names no input files. */
    public SubmitRequest(
            String workload,
            @Nullable Map<String, @Nullable Object> params,
            @Nullable JobMode mode,
            @Nullable Long price,
            @Nullable Long maxRuntimeSecs,
            @Nullable Integer maxAttempts) {
        this(workload, params, mode, price, maxRuntimeSecs, maxAttempts, null);
    }
}
