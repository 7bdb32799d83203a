package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Safety;
import io.aitbc.workloads.engine.Energy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run measured; {@code docs/sd_infer.md} says what each figure is.
 *
 * @param energy as it stood when the model was there
 * @param begun when the model was there
 */
record Metrics(Energy.Reading energy, long begun, double loadSeconds) {
    Map<String, @Nullable Object> of(PictureTask task, Painting painting, DeviceTime device, String safety) {
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
        long spent = device.now() - begun - device.elsewhere();
        metrics.put("images", task.images());
        metrics.put("steps", painting.steps());
        metrics.put("load_seconds", loadSeconds);
        metrics.put("seconds_per_image", spent / 1e9 / task.images());
        if (painting.made() > 0 && painting.nanos() > 0) {
            metrics.put("steps_per_second", (double) painting.made() * task.images() / (painting.nanos() / 1e9));
        }
        if (painting.restored() > 0) {
            metrics.put("restored_steps", painting.restored());
        }
        if (spent > 0) {
            metrics.put("outside_networks", Math.max(0, 1 - (double) device.networks() / spent));
        }
        if (painting.dropped() > 0) {
            metrics.put("prompt_tokens_dropped", painting.dropped());
        }
        metrics.put("safety", safety);
        energy.joulesSince().ifPresent(joules -> metrics.put("cpu_energy_joules", joules));
        return metrics;
    }

    /** What was really done about safety: {@code none} where the owner wants a word and the model has no checker. */
    static String safety(Safety wanted, Pipeline pipeline) {
        boolean asked = pipeline.networks().checker() != null;
        return wanted == Safety.OFF ? Safety.OFF.word() : asked ? wanted.word() : "none";
    }
}
