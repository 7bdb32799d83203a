package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.ReferenceModels;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What diffusers computed, in {@code scheduler_steps.json} and {@code scheduler_tables.json}. */
final class SchedulerGolden {
    private SchedulerGolden() {}

    /** As a pipeline has it that names the class of its configuration. */
    static SchedulerPlan plan(JsonConfig config, SchedulerChoice choice) throws InvalidParamsException, ModelException {
        return Schedulers.of(config, config.requiredText("_class_name"), choice);
    }

    static Map<?, ?> file(String model, String name) throws Exception {
        return (Map<?, ?>) PlainJson.read(Files.readAllBytes(
                ReferenceModels.directory(model).resolve("golden").resolve(name)));
    }

    /** Cases of classes that are here. */
    static List<Map<?, ?>> cases() throws Exception {
        return ((List<?>) file("tiny-sd", "scheduler_steps.json").get("cases"))
                .stream()
                        .<Map<?, ?>>map(one -> (Map<?, ?>) one)
                        .filter(one -> Schedulers.names().contains(one.get("class")))
                        .toList();
    }

    /** The model's stored configuration, as the reference read it, with some values set. */
    static JsonConfig config(String model, Map<?, ?> overrides) throws Exception {
        byte[] stored = Files.readAllBytes(
                ReferenceModels.directory(model).resolve("scheduler").resolve("scheduler_config.json"));
        Map<String, @Nullable Object> values = new HashMap<>();
        ((Map<?, ?>) PlainJson.read(stored)).forEach((key, value) -> values.put((String) key, value));
        overrides.forEach((key, value) -> values.put((String) key, value));
        return JsonConfig.of("scheduler_config.json", values);
    }

    /** As the checkpoint has it. */
    static SchedulerChoice stored(boolean mendOldSettings) {
        return new SchedulerChoice(null, null, null, null, mendOldSettings);
    }

    static SchedulerChoice choice(String className) {
        return new SchedulerChoice(className, null, null, null, false);
    }

    static float[] floats(@Nullable Object list) {
        List<?> values = (List<?>) Objects.requireNonNull(list);
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = ((Number) Objects.requireNonNull(values.get(i))).floatValue();
        }
        return floats;
    }

    static Deque<float[]> rows(@Nullable Object lists) {
        Deque<float[]> rows = new ArrayDeque<>();
        ((List<?>) Objects.requireNonNull(lists)).forEach(row -> rows.add(floats(row)));
        return rows;
    }

    /** The greatest difference, in units of the greatest expected value or of 1. */
    static double difference(float[] actual, float[] expected) {
        double most = 0;
        double scale = 1;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            most = difference <= most ? most : difference;
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return actual.length == expected.length ? most / scale : Double.POSITIVE_INFINITY;
    }
}
