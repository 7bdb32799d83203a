package io.aitbc.workloads.text;

import io.aitbc.workloads.engine.Energy;
import io.aitbc.workloads.text.batch.Figures;
import io.aitbc.workloads.text.model.DecoderFacts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run measured: {@code dtype} and {@code quantization} in which it computed; {@code prompt_tokens} and
 * {@code completion_tokens}; {@code load_seconds} until the model was there, 0 when it was;
 * {@code time_to_first_token_ms} from then on, waiting for a place in the batch included;
 * {@code prefill_tokens_per_second} of the prompt, without what others did in between; {@code decode_tokens_per_second}
 * from the first token of this run to its last, as the job saw it; {@code batch_rows} how many were in a step, on the
 * average and at most; {@code restored_tokens} that an earlier run had chosen; {@code cpu_energy_joules} of all
 * processors during the run, other jobs' share included, where it can be read.
 *
 * @param energy as it stood when the model was there
 * @param begun when the model was there
 */
record Metrics(Energy.Reading energy, long begun, double loadSeconds) {
    Map<String, @Nullable Object> of(DecoderFacts model, Generation generation, Answer answer, Figures figures) {
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
        metrics.put("dtype", model.type().name().toLowerCase(Locale.ROOT));
        metrics.put("quantization", model.quantization().name().toLowerCase(Locale.ROOT));
        metrics.put("prompt_tokens", answer.promptTokens());
        metrics.put("completion_tokens", answer.choices().size());
        metrics.put("load_seconds", loadSeconds);
        int chosen = answer.choices().size() - generation.restored();
        if (generation.restored() > 0) {
            metrics.put("restored_tokens", generation.restored());
        } else {
            metrics.put("time_to_first_token_ms", (generation.firstNanos() - begun) / 1e6);
        }
        putRate(metrics, "prefill_tokens_per_second", figures.fedTokens(), figures.feedNanos());
        putRate(metrics, "decode_tokens_per_second", chosen - 1L, generation.lastNanos() - generation.firstNanos());
        if (figures.steps() > 0) {
            metrics.put("batch_rows_mean", (double) figures.rows() / figures.steps());
            metrics.put("batch_rows_max", figures.mostRows());
        }
        energy.joulesSince().ifPresent(joules -> metrics.put("cpu_energy_joules", joules));
        return metrics;
    }

    private static void putRate(Map<String, @Nullable Object> metrics, String name, long count, long nanos) {
        if (count > 0 && nanos > 0) {
            metrics.put(name, count / (nanos / 1e9));
        }
    }
}
