package io.aitbc.agent.lifecycle;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.param.ParamSpec;
import io.aitbc.api.param.WorkloadSpec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workload of these tests: a job says itself how its runs go. */
final class Work {
    static final String NAME = "work";

    private static final BigInteger DAY_MS = BigInteger.valueOf(86_400_000);

    static final WorkloadSpec SPEC = new WorkloadSpec(
            NAME,
            "does what its parameters say",
            false,
            List.of(
                    new ParamSpec.Int(
                            "ms", "how long it takes", false, BigInteger.valueOf(1_000), BigInteger.ZERO, DAY_MS),
                    new ParamSpec.Int(
                            "bytes",
                            "of output",
                            false,
                            BigInteger.valueOf(40),
                            BigInteger.ONE,
                            BigInteger.valueOf(100_000)),
                    new ParamSpec.Choice(
                            "fate",
                            "how it ends",
                            false,
                            "ok",
                            List.of("ok", "fails", "dies_once", "dies", "stubborn", "writes_nothing", "displaced")),
                    new ParamSpec.File("input", "must be there", false, 1_000, List.of("text/plain"))));

    private Work() {}

    /** How a job's runs end. */
    enum Fate {
        OK,
        FAILS,
        DIES_ONCE,
        DIES,
        /** Goes well, and does not hear a cancel. */
        STUBBORN,
        WRITES_NOTHING,
        /** Goes well at the sixth time; before, its runner is killed because of another job. */
        DISPLACED
    }

    static Params params(Fate fate, long ms, long bytes) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("fate", fate.name().toLowerCase(Locale.ROOT));
        values.put("ms", ms);
        values.put("bytes", bytes);
        return new Params(values);
    }

    static Params params(Fate fate, long ms) {
        return params(fate, ms, 40);
    }

    /** The same, naming an input file. */
    static Params withInput(Params params, String sha256) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(params.values());
        values.put("input", sha256);
        return new Params(values);
    }

    /** As many bytes as a coordinator lets through, most of them empty objects: what takes most memory. */
    static Params largeParams() {
        return new Params(Map.of("x", Collections.nCopies(83_000, Map.of())));
    }

    static Fate fate(Params params) {
        return Fate.valueOf(String.valueOf(params.get("fate")).toUpperCase(Locale.ROOT));
    }

    static long number(Params params, String name) {
        return ((Number) params.values().get(name)).longValue();
    }

    /** The bytes that a job's run must produce. */
    static byte[] output(JobId job, Params params) {
        int length = (int) number(params, "bytes");
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("output of ").append(job).append('\n');
        }
        return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    static String outputSha(JobId job, Params params) {
        return Sha256.of(output(job, params));
    }
}
