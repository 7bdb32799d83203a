package io.aitbc.coordinator.jobs;

import io.aitbc.api.outcome.OutputFile;
import io.aitbc.protocols.v1.DeviceInfo;
import io.aitbc.protocols.v1.EngineInfo;
import io.aitbc.protocols.v1.OutputPart;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.WireJson;
import io.aitbc.protocols.v1.WireLimits;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bounds on what a proof says, before anybody looks at the job. */
public final class ProofCheck {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MEDIA_TYPE = Pattern.compile(
            "[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}(; ?[a-z]{1,20}=[A-Za-z0-9._-]{1,30})?");
    static final int MAX_PARTS = 1024;
    private static final int MAX_METRICS_BYTES = 64 * 1024;

    private ProofCheck() {}

    /** @throws Refusal INVALID_PAYLOAD, naming the first field that is out of bounds */
    public static void check(ProofRequest proof) {
        Names.id("id", proof.id());
        Names.id("lease_id", proof.leaseId());
        sha256("output_sha", proof.outputSha());
        if (proof.minerId() != null) {
            Names.miner("miner_id", proof.minerId());
        }
        BigInteger seed = proof.seed();
        if (seed != null && (seed.signum() < 0 || seed.bitLength() > Long.SIZE)) {
            throw Refusal.invalid("seed", "must be a whole number from 0 to 2^64-1");
        }
        if (proof.metrics() != null && WireJson.writeValue(proof.metrics()).length > MAX_METRICS_BYTES) {
            throw Refusal.invalid("metrics", "must be at most " + MAX_METRICS_BYTES + " bytes of JSON");
        }
        text("model_digest", proof.modelDigest());
        EngineInfo engine = proof.engine();
        text("engine.name", engine == null ? null : engine.name());
        text("engine.version", engine == null ? null : engine.version());
        DeviceInfo device = proof.device();
        text("device.id", device == null ? null : device.id());
        text("device.name", device == null ? null : device.name());
        output(proof);
        parts(proof.parts() == null ? List.of() : proof.parts());
    }

    /** @throws Refusal INVALID_PAYLOAD unless it is 64 lower-case hex digits */
    public static String sha256(String field, String sha) {
        if (!SHA256.matcher(sha).matches()) {
            throw Refusal.invalid(field, "must be 64 lower-case hex digits");
        }
        return sha;
    }

    private static void output(ProofRequest proof) {
        ProofRequest.Output output = proof.output();
        if (output != null) {
            file("output", output.name(), output.mediaType(), output.bytes(), proof.outputSha());
        }
    }

    private static void parts(List<OutputPart> parts) {
        if (parts.size() > MAX_PARTS) {
            throw Refusal.invalid("parts", "must be at most " + MAX_PARTS);
        }
        for (OutputPart part : parts) {
            file("parts", part.name(), part.mediaType(), part.bytes(), sha256("parts.sha256", part.sha256()));
        }
    }

    private static void file(String field, String name, String mediaType, long bytes, String sha) {
        if (!MEDIA_TYPE.matcher(mediaType).matches()) {
            throw Refusal.invalid(field + ".media_type", "must be a media type such as text/plain");
        }
        try {
            new OutputFile(name, mediaType, bytes, sha);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, "is not acceptable: " + e.getMessage());
        }
    }

    private static void text(String field, @Nullable String text) {
        if (text != null) {
            Names.text(field, text, 2 * WireLimits.NAME_LENGTH);
        }
    }
}
