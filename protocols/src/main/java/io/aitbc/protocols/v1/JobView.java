package io.aitbc.protocols.v1;

import io.aitbc.api.outcome.FailureCode;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as its client sees it.
 *
 * @param params left out in lists, as are {@code metrics}
 * @param ranOn what the proof says that it ran on
 * @param progress 0 to 1, while it runs
 * @param credited what its miner was paid, smallest unit
 * @param wallet who was paid
 */
public record JobView(
        String id,
        String workload,
        @Nullable Map<String, @Nullable Object> params,
        JobMode mode,
        long price,
        JobState state,
        int attempts,
        int maxAttempts,
        @Nullable Long maxRuntimeSecs,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String minerId,
        @Nullable Double progress,
        @Nullable String message,
        @Nullable String outputSha,
        @Nullable Output output,
        @Nullable Map<String, @Nullable Object> metrics,
        @Nullable EngineInfo engine,
        @Nullable DeviceInfo device,
        @Nullable Mode ranOn,
        @Nullable BigInteger seed,
        @Nullable String modelDigest,
        @Nullable Long credited,
        @Nullable String wallet,
        @Nullable JobFailure failure) {
    /**
     * The primary output file.
     *
     * @param stored true when the coordinator has its bytes
     * @param parts further files that the primary one names
     */
    public record Output(
            String name,
            long bytes,
            String mediaType,
            boolean stored,
            @Nullable List<OutputPart> parts) {}

    /** @param field the parameter at fault */
    public record JobFailure(
            FailureCode code, String message, @Nullable String field) {}
}
