package io.aitbc.workloads.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aitbc.models.ModelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every step of every case that diffusers computed with a class that is here. */
final class SchedulerStepsTest {
    private static final LatentBatch BATCH = new LatentBatch(1, 16);

    /** In units of the greatest latent; diffusers' own float32 error is of this size. */
    private static final double TOLERANCE = 5e-7;

    /** NumPy's float32 logarithm, which Karras' timesteps are made from, may be wrong in the last bit. */
    private static final double TIMESTEP = 1e-4;

    private final Map<?, ?> golden;
    private final List<float[]> outputs;
    private final List<float[]> noises;

    SchedulerStepsTest() throws Exception {
        golden = SchedulerGolden.file("tiny-sd", "scheduler_steps.json");
        outputs = new ArrayList<>(SchedulerGolden.rows(golden.get("model_outputs")));
        noises = new ArrayList<>(SchedulerGolden.rows(golden.get("noise")));
    }

    @TestFactory
    Stream<DynamicTest> steps_are_those_of_diffusers() throws Exception {
        return Stream.concat(SchedulerGolden.cases().stream(), SchedulerGolden.moreCases().stream())
                .map(one -> DynamicTest.dynamicTest(
                        one.get("class") + " " + one.get("config_overrides") + " " + one.get("num_inference_steps")
                                + " " + one.get("step_kwargs") + " " + one.get("made"),
                        () -> check(one)));
    }

    @Test
    void no_class_is_without_cases() throws Exception {
        assertThat(SchedulerGolden.cases().stream().<Object>map(one -> one.get("class")))
                .hasSize(125)
                .containsAll(Schedulers.names());
    }

    @Test
    void what_the_library_rejects_is_not_here_either() {
        List<?> rejected = (List<?>) golden.get("rejected_by_the_library");
        assertThat(rejected).hasSize(1);
        List<?> one = (List<?>) rejected.get(0);
        assertThat(one.get(0)).isEqualTo("unipc");
        assertThatThrownBy(() -> SchedulerGolden.plan(
                        SchedulerGolden.config("tiny-sd", (Map<?, ?>) one.get(1)),
                        SchedulerGolden.choice("UniPCMultistepScheduler")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("solver_type");
    }

    private void check(Map<?, ?> one) throws Exception {
        Scheduler scheduler = begin(one);
        if (one.containsKey("effective_config")) {
            SchedulerPlan stored = SchedulerGolden.plan(SchedulerGolden.effective(one), SchedulerGolden.stored(false));
            assertThat(stored.begin(steps(one), BATCH).timesteps()).containsExactly(scheduler.timesteps());
        }
        SchedulerGolden.checkSigmas(scheduler, one);
        assertThat(scheduler.timesteps()).containsExactly(doubles(one.get("timesteps")), within(TIMESTEP));
        float sigma = ((Number) one.get("init_noise_sigma")).floatValue();
        assertThat(scheduler.initNoiseSigma()).isEqualTo(sigma);
        float[] picture = SchedulerGolden.floats(golden.get("add_noise_x0"));
        float[] added = SchedulerGolden.floats(golden.get("add_noise_noise"));
        float[] latents = one.containsKey("made")
                ? scheduler.addNoise(picture, added, 0)
                : times((List<?>) golden.get("unit_noise"), sigma);
        near("initial", -1, latents, SchedulerGolden.floats(one.get("initial")));

        if (one.get("add_noise") instanceof Map<?, ?> add) {
            int index = ((Number) add.get("index")).intValue();
            assertThat(scheduler.timesteps()[index])
                    .isCloseTo(((Number) add.get("timestep")).doubleValue(), within(TIMESTEP));
            float[] noised = scheduler.addNoise(picture, added, index);
            near("add_noise", -1, noised, SchedulerGolden.floats(add.get("result")));
        }

        AtomicInteger drawn = new AtomicInteger();
        Iterator<float[]> scaled =
                SchedulerGolden.rows(one.get("scaled_model_input")).iterator();
        Iterator<float[]> after = SchedulerGolden.rows(one.get("prev_samples")).iterator();
        for (int call = 0; call < scheduler.timesteps().length; call++) {
            near("scaled", call, scheduler.scaleModelInput(latents, call), scaled.next());
            if (call % 3 == 2) {
                scheduler = restored(scheduler, begin(one));
            }
            float[] output = outputs.get(call % outputs.size());
            latents = scheduler.step(output, call, latents, () -> noises.get(drawn.getAndIncrement() % noises.size()));
            near("after", call, latents, after.next());
        }
        assertThat(drawn.get()).isEqualTo(((Number) one.get("noise_draws")).intValue());
        assertThat(after.hasNext()).isFalse();
    }

    private static Scheduler begin(Map<?, ?> one) throws Exception {
        Object eta = ((Map<?, ?>) one.get("step_kwargs")).get("eta");
        SchedulerChoice choice = new SchedulerChoice(
                (String) one.get("class"), null, null, eta == null ? null : ((Number) eta).doubleValue(), false);
        double strength = one.get("made") instanceof Number made ? (made.intValue() + 0.5) / steps(one) : 1;
        return SchedulerGolden.plan(SchedulerGolden.config("tiny-sd", (Map<?, ?>) one.get("config_overrides")), choice)
                .begin(steps(one), strength, BATCH);
    }

    private static int steps(Map<?, ?> one) {
        return ((Number) one.get("num_inference_steps")).intValue();
    }

    private static Scheduler restored(Scheduler scheduler, Scheduler fresh) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        scheduler.save(new DataOutputStream(bytes));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        fresh.restore(in);
        assertThat(in.read()).isEqualTo(-1);
        return fresh;
    }

    private static void near(String what, int call, float[] actual, float[] expected) {
        assertThat(SchedulerGolden.difference(actual, expected))
                .as("%s call %d", what, call)
                .isLessThan(TOLERANCE);
    }

    private static double[] doubles(Object list) {
        return ((List<?>) list)
                .stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
    }

    private static float[] times(List<?> values, float factor) {
        float[] products = SchedulerGolden.floats(values);
        for (int i = 0; i < products.length; i++) {
            products[i] *= factor;
        }
        return products;
    }
}
