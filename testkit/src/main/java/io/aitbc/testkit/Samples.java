package io.aitbc.testkit;

import io.aitbc.api.host.AccelMode;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.outcome.Provenance;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that tests of adapters need: plain ones, and the oddest that are allowed. */
public final class Samples {
    private static final String SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final BigInteger LARGEST_SEED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private Samples() {}

    public static Job job(String id) {
        return new Job(
                new JobId(id), "torch_bench", Params.EMPTY, new Lease("lease-" + id, 1, Duration.ofSeconds(60)), null);
    }

    /** Every kind of JSON value among the parameters, and a bound on the runtime. */
    public static Job oddJob() {
        Map<String, @Nullable Object> values = oddValues();
        return new Job(
                new JobId("A.b_c:d-9"),
                "ünïcode \uD83D\uDE00 'quoted\"",
                new Params(values),
                new Lease("l.e_a:s-e", 7, Duration.ofMillis(1_500)),
                Duration.ofSeconds(90));
    }

    private static Map<String, @Nullable Object> oddValues() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("z first", 1L);
        values.put("largest", Long.MAX_VALUE);
        values.put("larger", LARGEST_SEED);
        values.put("tiny", Double.MIN_VALUE);
        values.put("half", 0.5);
        values.put("whole", 3.0);
        values.put("null", null);
        values.put("yes", true);
        values.put("text", "line\nnul\u0000 \uD83D\uDE00 \u2028 \\ \"");
        values.put("list", Arrays.asList(1L, null, "two", List.of(), Map.of("deep", List.of(Map.of()))));
        values.put("", "");
        return values;
    }

    public static Proof proof() {
        return new Proof(
                new OutputFile("out.json", "application/json", 12, SHA),
                List.of(),
                AccelMode.CPU,
                Map.of("seconds", 1.25),
                new Provenance("pytorch", "2.7.1", "cpu", "a processor", null, null));
    }

    /** Several files, every kind of metric, the largest seed. */
    public static Proof oddProof() {
        return new Proof(
                new OutputFile("out.json", "application/json; charset=utf-8", Long.MAX_VALUE, SHA),
                List.of(new OutputFile("a.png", "image/png", 0, SHA), new OutputFile("b.png", "image/png", 1, SHA)),
                AccelMode.GPU,
                oddValues(),
                new Provenance("pytorch", "2.7.1", "cuda:0", "ünïcode", "sha256:" + SHA, LARGEST_SEED));
    }
}
