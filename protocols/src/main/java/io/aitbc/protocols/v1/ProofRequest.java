package io.aitbc.protocols.v1;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/miner/proof}: finished work. The guide's miners send {@code id}, {@code mode}, {@code output_sha} and
 * {@code metrics}.
 *
 * @param outputSha lower-case hex SHA-256 of the primary output's bytes
 * @param seed 0 to 2⁶⁴−1
 */
public record ProofRequest(
        String id,
        Mode mode,
        String outputSha,
        @Nullable Map<String, @Nullable Object> metrics,
        @Nullable String minerId,
        @Nullable String leaseId,
        @Nullable Integer attempt,
        @Nullable BigInteger seed,
        @Nullable String modelDigest,
        @Nullable EngineInfo engine,
        @Nullable DeviceInfo device,
        @Nullable Output output,
        @Nullable List<OutputPart> parts) {
    /**
     * This proof without the way that its output travels. Two proofs under one Idempotency-Key are the same when these
     * are equal: after a restart a miner may send inline what it uploaded before.
     */
    public ProofRequest withoutTransport() {
        Output bare = output == null ? null : new Output(output.name, output.bytes, output.mediaType, null, null);
        return new ProofRequest(
                id,
                mode,
                outputSha,
                metrics,
                minerId,
                leaseId,
                attempt,
                seed,
                modelDigest,
                engine,
                device,
                bare,
                parts);
    }

    /**
     * The primary output file.
     *
     * @param inline its bytes in base64, at most {@link WireLimits#INLINE_OUTPUT_BYTES} of them
     * @param uploaded true when it was uploaded before
     */
    public record Output(
            String name,
            long bytes,
            String mediaType,
            @Nullable String inline,
            @Nullable Boolean uploaded) {}
}
