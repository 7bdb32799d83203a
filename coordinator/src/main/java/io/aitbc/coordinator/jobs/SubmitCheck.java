package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.SubmitRequest;
import io.aitbc.protocols.v1.WireLimits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a submission is within bounds; what its parameters mean is the miner's to say. */
final class SubmitCheck {
    /** A wallet's balance then stays exact in every JSON reader for nine million such jobs. */
    static final long MAX_PRICE = 1_000_000_000;

    /** A week. */
    static final long MAX_RUNTIME_SECS = 7 * 24 * 3600;

    private SubmitCheck() {}

    /** @throws Refusal INVALID_PAYLOAD, naming the first field that is out of bounds */
    static void check(SubmitRequest request) {
        Names.workload("workload", request.workload());
        range("price", request.price(), 0, MAX_PRICE);
        range("max_runtime_secs", request.maxRuntimeSecs(), 1, MAX_RUNTIME_SECS);
        Integer attempts = request.maxAttempts();
        range("max_attempts", attempts == null ? null : attempts.longValue(), 1, WireLimits.MAX_ATTEMPTS);
        if (depth(request.params()) > WireLimits.PARAMS_DEPTH) {
            throw Refusal.invalid("params", "must not nest deeper than " + WireLimits.PARAMS_DEPTH);
        }
        inputs(request.inputs() == null ? List.of() : request.inputs());
    }

    private static void inputs(List<String> inputs) {
        if (inputs.size() > WireLimits.MAX_INPUTS) {
            throw Refusal.invalid(
                    "inputs", "must be at most " + WireLimits.MAX_INPUTS + " files, got " + inputs.size());
        }
        if (inputs.stream()
                        .map(sha -> ProofCheck.sha256("inputs", sha))
                        .distinct()
                        .count()
                < inputs.size()) {
            throw Refusal.invalid("inputs", "must name no file twice");
        }
    }

    private static void range(String field, @Nullable Long value, long min, long max) {
        if (value != null && (value < min || value > max)) {
            throw Refusal.invalid(field, "must be a whole number from " + min + " to " + max + ", got " + value);
        }
    }

    /** The codec has bounded it to 64 already, so this recursion is short. */
    private static int depth(@Nullable Object value) {
        Collection<?> inner =
                value instanceof Map<?, ?> map ? map.values() : value instanceof Collection<?> list ? list : null;
        if (inner == null) {
            return 0;
        }
        return 1 + inner.stream().mapToInt(SubmitCheck::depth).max().orElse(0);
    }
}
