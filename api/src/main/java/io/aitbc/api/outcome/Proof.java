package io.aitbc.api.outcome;

import io.aitbc.api.host.AccelMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was really produced, and what a verifier needs to produce it again.
 *
 * @param primary the job's one primary output; its {@code sha256} is the wire's {@code output_sha}
 * @param parts further files that the primary one names, in its order; empty for a single-file output
 * @param mode what the work ran on
 * @param metrics measured figures (seconds, throughput, peak memory …): plain JSON values, units in the names
 * @param provenance what ran it
 */
public record Proof(
        OutputFile primary,
        List<OutputFile> parts,
        AccelMode mode,
        Map<String, @Nullable Object> metrics,
        Provenance provenance)
        implements Outcome {
    public Proof {
        parts = List.copyOf(parts);
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
