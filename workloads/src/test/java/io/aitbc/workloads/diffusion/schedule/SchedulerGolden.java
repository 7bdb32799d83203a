package io.aitbc.workloads.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

/** What diffusers computed, in the files {@code scheduler_*.json}. */
final class SchedulerGolden {
    /** Relative: as many times float32's last bit as there are roundings in it. */
    private static final float SIGMA = 8e-7f;

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
        return cases("scheduler_steps.json");
    }

    /** What the first file has no cases of: other settings, and runs that begin with a picture. */
    static List<Map<?, ?>> moreCases() throws Exception {
        return cases("scheduler_steps_more.json");
    }

    private static List<Map<?, ?>> cases(String file) throws Exception {
        return ((List<?>) file("tiny-sd", file).get("cases"))
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

    /** What a class made of the stored configuration, as it would store that itself. */
    static JsonConfig effective(Map<?, ?> scheduler) throws ModelException {
        Map<String, @Nullable Object> values = new HashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(scheduler.get("effective_config")))
                .forEach((key, value) ->
                        values.put((String) key, "-Infinity".equals(value) ? Double.NEGATIVE_INFINITY : value));
        return JsonConfig.of("scheduler_config.json", values);
    }

    /** What stands under {@code sigmas}, for a class that computes with these: the noise level before each call. */
    static void checkSigmas(Scheduler scheduler, Map<?, ?> golden) {
        boolean known = scheduler instanceof SigmaScheduler || scheduler instanceof DpmScheduler;
        if (known && golden.containsKey("sigmas")) {
            float[] expected = floats(golden.get("sigmas"));
            float[] sigmas = sigmas(scheduler);
            assertThat(expected).hasSizeGreaterThan(sigmas.length);
            int stride = scheduler instanceof Kdpm2 ? 2 : 1; // whose other calls are between two of them
            for (int call = 0; call < sigmas.length; call += stride) {
                assertThat(sigmas[call] / expected[call]).as("call %d", call).isCloseTo(1, within(SIGMA));
            }
        }
    }

    /** In units of what is left of the picture. */
    private static float[] sigmas(Scheduler scheduler) {
        float[] sigmas = new float[scheduler.timesteps().length];
        for (int call = 0; call < sigmas.length; call++) {
            float noise = scheduler.addNoise(new float[] {0}, new float[] {1}, call)[0];
            sigmas[call] = noise / scheduler.addNoise(new float[] {1}, new float[] {0}, call)[0];
        }
        return sigmas;
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
