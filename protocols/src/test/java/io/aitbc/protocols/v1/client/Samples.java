package io.aitbc.protocols.v1.client;

import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.host.Gpu;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.outcome.Provenance;
import io.aitbc.api.wire.FailureSubmission;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.MinerIdentity;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values for tests, as full as they can be. */
final class Samples {
    static final String KEY = "k3y-that-must-never-show";
    static final MinerIdentity IDENTITY = new MinerIdentity("$(hostname)-gpu0 é", "wallet_demo");
    static final UUID ID = UUID.fromString("6f1f64a5-4c1e-4b0e-9a55-0d5f3f2b7c11");
    static final LeaseRef GRANTED = new LeaseRef(new JobId("job-1"), "lease-7");
    static final LeaseRef MADE_UP = new LeaseRef(new JobId("job-2"), Lease.LOCAL_PREFIX + ID);
    static final String OUTPUT = "{\"checksum\":\"00ff\"}\n";

    private Samples() {}

    static Capabilities capabilities() {
        return new Capabilities(
                AccelMode.GPU,
                2,
                List.of("torch_bench", "llm_gen"),
                List.of("demo-llm"),
                new Capabilities.Limits(16000, 32768, 3600, 1 << 30),
                new Capabilities.Machine(
                        "Debian GNU/Linux 12",
                        "Xeon",
                        "amd64",
                        2,
                        32768,
                        100_000,
                        List.of(new Gpu(0, "NVIDIA", "RTX 4060 Ti", 16380, "550.54", "12.4"))));
    }

    static Capabilities bareCapabilities() {
        return new Capabilities(
                AccelMode.CPU, 1, List.of(), List.of(), new Capabilities.Limits(0, 1024, 60, 1024), null);
    }

    static Heartbeat heartbeat() {
        return new Heartbeat(
                Heartbeat.State.DRAINING,
                capabilities(),
                1,
                List.of(
                        new Heartbeat.RunningJob(GRANTED, 0.4, "iteration 40 of 100"),
                        new Heartbeat.RunningJob(MADE_UP, null, null)));
    }

    static Job grantedJob() {
        return new Job(
                GRANTED.job(),
                "torch_bench",
                Params.EMPTY,
                new Lease(GRANTED.lease(), 2, Duration.ofMinutes(15)),
                null);
    }

    static Job guideJob() {
        return new Job(MADE_UP.job(), "torch_bench", Params.EMPTY, new Lease(MADE_UP.lease(), 1, null), null);
    }

    static Proof proof() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("seconds", 1.25);
        metrics.put("iterations", 100L);
        metrics.put("note", null);
        return new Proof(
                new OutputFile("out.json", "application/json", OUTPUT.length(), sha256(OUTPUT)),
                List.of(),
                AccelMode.CPU,
                metrics,
                new Provenance(
                        "pytorch",
                        "2.7.1",
                        "cpu",
                        "Xeon",
                        null,
                        BigInteger.TWO.pow(64).subtract(BigInteger.ONE)));
    }

    static Proof proofWithParts() {
        Proof proof = proof();
        return new Proof(
                proof.primary(),
                List.of(new OutputFile("image-0.png", "image/png", 5, sha256("image"))),
                AccelMode.GPU,
                Map.of(),
                new Provenance("pytorch", "2.7.1", "cuda:0", "RTX 4060 Ti", "sha256:" + sha256("model"), null));
    }

    static FailureSubmission failure(LeaseRef ref) {
        return new FailureSubmission(
                ref,
                ref.equals(GRANTED),
                new Failure(FailureCode.E_INVALID, "size must be a whole number from 1 to 16384", "size"),
                ID);
    }

    static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
