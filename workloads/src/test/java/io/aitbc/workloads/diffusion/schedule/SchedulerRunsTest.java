package io.aitbc.workloads.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs with a made-up network: a perfect one, several images, a beginning in the middle, a damaged state. */
final class SchedulerRunsTest {
    private static final int FLOATS = 32;
    private static final Map<String, Object> PLAIN = Map.of();

    private static SchedulerPlan plan(String name, Map<?, ?> overrides) throws Exception {
        return SchedulerGolden.plan(SchedulerGolden.config("tiny-sd", overrides), SchedulerGolden.choice(name));
    }

    private static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** What a network that knows the picture would say of these latents when it predicts noise. */
    private static float[] noiseIn(float[] shown, float[] picture, double timestep) throws Exception {
        Settings settings = new Settings(SchedulerGolden.config("tiny-sd", PLAIN), SchedulerGolden.stored(false));
        float alpha = Alphas.read(settings, false).at((int) Math.rint(timestep));
        float[] noise = new float[shown.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) ((shown[i] - Math.sqrt(alpha) * picture[i]) / Math.sqrt(1 - alpha));
        }
        return noise;
    }

    private static float[] run(Scheduler scheduler, float[] latents, float[] picture, int to) throws Exception {
        double[] timesteps = scheduler.timesteps();
        Random random = new Random(7);
        for (int call = 0; call < Math.min(to, timesteps.length); call++) {
            float[] shown = scheduler.scaleModelInput(latents, call);
            long seed = random.nextLong();
            latents = scheduler.step(
                    noiseIn(shown, picture, timesteps[call]), call, latents, () -> random(seed, picture.length));
        }
        return latents;
    }

    @ParameterizedTest
    @CsvSource({
        "DDIMScheduler, 20, 0.06",
        "PNDMScheduler, 20, 0.06",
        "DDPMScheduler, 20, 0.06",
        "EulerDiscreteScheduler, 37, 0.03",
        "EulerAncestralDiscreteScheduler, 37, 0.03",
        "LMSDiscreteScheduler, 37, 0.03",
        "HeunDiscreteScheduler, 37, 0.03",
        "KDPM2DiscreteScheduler, 37, 0.03",
        "DPMSolverMultistepScheduler, 20, 0.06",
        "LCMScheduler, 4, 0.001",
        "UniPCMultistepScheduler, 20, 0.06",
        "DPMSolverSinglestepScheduler, 20, 0.06"
    })
    void a_perfect_network_leads_to_the_picture(String name, int steps, float near) throws Exception {
        Scheduler scheduler = plan(name, PLAIN).begin(steps, new LatentBatch(1, FLOATS));
        float[] picture = random(1, FLOATS);
        float[] latents = random(2, FLOATS);
        for (int i = 0; i < FLOATS; i++) {
            latents[i] *= scheduler.initNoiseSigma();
        }
        assertThat(SchedulerGolden.difference(run(scheduler, latents, picture, 2 * steps), picture))
                .isLessThan(near);

        Scheduler middle = plan(name, PLAIN).begin(steps, 0.5, new LatentBatch(1, FLOATS));
        float[] noised = middle.addNoise(picture, random(3, FLOATS), 0);
        assertThat(noised).isNotEqualTo(picture);
        assertThat(SchedulerGolden.difference(run(middle, noised, picture, 2 * steps), picture))
                .isLessThan(near);
    }

    @ParameterizedTest
    @CsvSource({
        "DDIMScheduler, true",
        "PNDMScheduler, false",
        "EulerDiscreteScheduler, false",
        "LMSDiscreteScheduler, false",
        "HeunDiscreteScheduler, false",
        "KDPM2DiscreteScheduler, false",
        "DPMSolverMultistepScheduler, true",
        "DPMSolverMultistepScheduler, false",
        "UniPCMultistepScheduler, true",
        "DPMSolverSinglestepScheduler, true"
    })
    void images_do_not_touch_each_other(String name, boolean thresholding) throws Exception {
        SchedulerPlan plan = plan(name, Map.of("thresholding", thresholding));
        float[] picture = random(4, 2 * FLOATS);
        for (int i = 0; i < FLOATS; i++) {
            picture[i] *= 5;
        }
        float[] latents = random(5, 2 * FLOATS);
        float[] both = run(plan.begin(6, new LatentBatch(2, FLOATS)), latents, picture, 9);
        for (int image = 0; image < 2; image++) {
            int from = image * FLOATS;
            float[] alone = run(
                    plan.begin(6, new LatentBatch(1, FLOATS)),
                    Arrays.copyOfRange(latents, from, from + FLOATS),
                    Arrays.copyOfRange(picture, from, from + FLOATS),
                    9);
            assertThat(Arrays.copyOfRange(both, from, from + FLOATS)).containsExactly(alone);
        }
    }

    @Test
    void calls_are_made_in_their_order_with_arrays_of_their_length() throws Exception {
        Scheduler scheduler = plan("DDIMScheduler", PLAIN).begin(2, new LatentBatch(1, 4));
        float[] four = new float[4];
        assertThatThrownBy(() -> scheduler.step(four, 1, four, () -> four)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scheduler.step(new float[3], 0, four, () -> four))
                .isInstanceOf(IllegalArgumentException.class);
        scheduler.step(four, 0, four, () -> four);
        scheduler.step(four, 1, four, () -> four);
        assertThatThrownBy(() -> scheduler.step(four, 2, four, () -> four)).isInstanceOf(IllegalStateException.class);
        Scheduler ancestral = plan("EulerAncestralDiscreteScheduler", PLAIN).begin(2, new LatentBatch(1, 4));
        assertThatThrownBy(() -> ancestral.step(four, 0, four, () -> new float[5]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "DDIMScheduler",
        "PNDMScheduler",
        "DPMSolverMultistepScheduler",
        "UniPCMultistepScheduler",
        "DPMSolverSinglestepScheduler",
        "LMSDiscreteScheduler"
    })
    void a_damaged_state_is_refused(String name) throws Exception {
        SchedulerPlan plan = plan(name, PLAIN);
        LatentBatch batch = new LatentBatch(1, FLOATS);
        Scheduler scheduler = plan.begin(10, batch);
        run(scheduler, random(5, FLOATS), random(6, FLOATS), 5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        scheduler.save(new DataOutputStream(bytes));
        byte[] state = bytes.toByteArray();
        restore(plan.begin(10, batch), state);

        assertThatThrownBy(() -> restore(plan.begin(11, batch), state)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> restore(plan.begin(10, batch), Arrays.copyOf(state, state.length - 1)))
                .isInstanceOf(IOException.class);
        for (int at = 0; at < Math.min(state.length, 12); at++) {
            byte[] damaged = state.clone();
            damaged[at] ^= 0x40;
            assertThatThrownBy(() -> restore(plan.begin(10, batch), damaged)).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"HeunDiscreteScheduler", "KDPM2DiscreteScheduler"})
    void a_step_is_gone_on_with_where_it_was_begun(String name) throws Exception {
        SchedulerPlan plan = plan(name, PLAIN);
        LatentBatch batch = new LatentBatch(1, FLOATS);
        for (int calls : new int[] {4, 5}) {
            Scheduler scheduler = plan.begin(10, batch);
            run(scheduler, random(5, FLOATS), random(6, FLOATS), calls);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            scheduler.save(new DataOutputStream(bytes));
            byte[] state = bytes.toByteArray();
            restore(plan.begin(10, batch), state);
            state[7] ^= 1; // the calls made
            assertThatThrownBy(() -> restore(plan.begin(10, batch), state)).isInstanceOf(IOException.class);
        }
    }

    private static void restore(Scheduler scheduler, byte[] state) throws IOException {
        scheduler.restore(new DataInputStream(new ByteArrayInputStream(state)));
    }
}
