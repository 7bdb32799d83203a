package io.aitbc.workloads.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Solvers on a world whose answer is known: pictures are of a normal distribution, of which the best network predicts a
 * fixed share, so that latents end as far out as they began. A method has the order p when steps of half the length
 * make it wrong 2 to the power of p times less.
 */
final class SolverOrdersTest {
    private static final double DEVIATION = 2;
    private static final double LEAST_SIGMA = 0.029167533; // of tiny-sd's training
    private static final LatentBatch ONE = new LatentBatch(1, 1);
    private static final String SINGLESTEP = "DPMSolverSinglestepScheduler";
    private static final String UNI_PC = "UniPCMultistepScheduler";

    private static SchedulerPlan plan(String name, int order, Map<String, ?> more) throws Exception {
        Map<String, Object> overrides = new HashMap<>(
                Map.of("final_sigmas_type", "sigma_min", "use_karras_sigmas", true, "lower_order_final", false));
        overrides.put("solver_order", order);
        overrides.putAll(more);
        return SchedulerGolden.plan(SchedulerGolden.config("tiny-sd", overrides), SchedulerGolden.choice(name));
    }

    private static double deviation(double alpha, double sigma) {
        return Math.sqrt(alpha * alpha * DEVIATION * DEVIATION + sigma * sigma);
    }

    /** How far latents end from where they must. */
    private static double error(Scheduler scheduler) {
        float[] latents = {Float.NaN};
        for (int call = 0; call < scheduler.timesteps().length; call++) {
            double alpha = scheduler.addNoise(new float[] {1}, new float[] {0}, call)[0];
            double sigma = scheduler.addNoise(new float[] {0}, new float[] {1}, call)[0];
            double deviation = deviation(alpha, sigma);
            latents = call == 0 ? new float[] {(float) deviation} : latents;
            float noise = (float) (sigma * latents[0] / (deviation * deviation));
            latents = scheduler.step(new float[] {noise}, call, latents, () -> new float[1]);
        }
        double alpha = 1 / Math.sqrt(1 + LEAST_SIGMA * LEAST_SIGMA);
        return Math.abs(latents[0] - deviation(alpha, LEAST_SIGMA * alpha));
    }

    /** How much less wrong steps of half the length are. */
    private static double gain(SchedulerPlan plan, double strength) throws Exception {
        return error(plan.begin(24, strength, ONE)) / error(plan.begin(48, strength, ONE));
    }

    @ParameterizedTest
    @CsvSource({"dpmsolver++, midpoint", "dpmsolver++, heun", "dpmsolver, midpoint", "dpmsolver, heun"})
    void singlestep_methods_have_their_orders(String algorithm, String type) throws Exception {
        for (int order = 1; order <= 3; order++) {
            SchedulerPlan plan = plan(SINGLESTEP, order, Map.of("algorithm_type", algorithm, "solver_type", type));
            assertThat(gain(plan, 1)).as("order %d", order).isGreaterThan(0.9 * Math.pow(2, order));
            assertThat(gain(plan, 0.5)).as("order %d, half the way", order).isGreaterThan(0.7 * Math.pow(2, order));
        }
    }

    /** The corrector gives one order more; a run that begins in the middle begins with order 1 where things move. */
    @ParameterizedTest
    @CsvSource({"true, bh1", "true, bh2", "false, bh1", "false, bh2"})
    void unipc_has_its_orders(boolean ofPicture, String type) throws Exception {
        for (int order = 1; order <= 3; order++) {
            SchedulerPlan plan = plan(UNI_PC, order, Map.of("predict_x0", ofPicture, "solver_type", type));
            assertThat(gain(plan, 1)).as("order %d", order).isGreaterThan(0.85 * Math.pow(2, order + 1));
            assertThat(gain(plan, 0.5)).as("order %d, half the way", order).isGreaterThan(0.7 * Math.pow(2, order));
        }
    }

    @Test
    void without_its_corrector_unipc_of_order_1_is_the_others_of_order_1() throws Exception {
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        SchedulerPlan predicts = plan(UNI_PC, 1, Map.of("disable_corrector", all));
        double plain = error(plan(SINGLESTEP, 1, Map.of()).begin(12, ONE));
        assertThat(error(predicts.begin(12, ONE))).isCloseTo(plain, within(1e-6));
        double corrected = error(plan(UNI_PC, 1, Map.of()).begin(12, ONE));
        assertThat(corrected).isLessThan(plain / 2);
        double later = error(plan(UNI_PC, 1, Map.of("disable_corrector", List.of(0, 1, 2, 3)))
                .begin(12, ONE));
        assertThat(later).isBetween(corrected, plain);
    }

    /** Step 0 is made again by call 1. */
    @Test
    void the_step_whose_number_is_named_is_not_made_again() throws Exception {
        List<Float> never = latents(List.of(0, 1, 2));
        List<Float> always = latents(List.of());
        List<Float> notFirst = latents(List.of(0));
        List<Float> notSecond = latents(List.of(1));
        assertThat(always.get(0)).isEqualTo(never.get(0));
        assertThat(always.get(1)).isNotEqualTo(never.get(1));
        assertThat(notFirst.get(1)).isEqualTo(never.get(1));
        assertThat(notFirst.get(2)).isNotEqualTo(never.get(2));
        assertThat(notSecond.get(1)).isEqualTo(always.get(1));
        assertThat(notSecond.get(2)).isNotEqualTo(always.get(2));
    }

    /** After each of three calls of a network that gives the numbers 1, 2 and 3. */
    private static List<Float> latents(List<Integer> uncorrected) throws Exception {
        Scheduler scheduler =
                plan(UNI_PC, 2, Map.of("disable_corrector", uncorrected)).begin(3, ONE);
        List<Float> all = new ArrayList<>();
        float[] latents = {1};
        for (int call = 0; call < 3; call++) {
            latents = scheduler.step(new float[] {call + 1}, call, latents, () -> new float[1]);
            all.add(latents[0]);
        }
        return all;
    }

    /** 11 steps do not come out even with any order. */
    @ParameterizedTest
    @CsvSource({"1, 11", "2, 11", "2, 12", "3, 9", "3, 10", "3, 11"})
    void fresh_noise_is_drawn_at_each_call_and_gone_at_the_end(int order, int steps) throws Exception {
        Map<String, Object> overrides = Map.of("algorithm_type", "sde-dpmsolver++", "final_sigmas_type", "zero");
        Scheduler scheduler = plan(SINGLESTEP, order, overrides).begin(steps, ONE);
        AtomicInteger drawn = new AtomicInteger();
        float picture = 0.75f;
        float[] latents = {1};
        for (int call = 0; call < steps; call++) {
            float alpha = scheduler.addNoise(new float[] {1}, new float[] {0}, call)[0];
            float sigma = scheduler.addNoise(new float[] {0}, new float[] {1}, call)[0];
            float noise = (latents[0] - alpha * picture) / sigma;
            latents = scheduler.step(new float[] {noise}, call, latents, () ->
                    new float[] {drawn.incrementAndGet() % 2 == 0 ? 1 : -1});
        }
        assertThat(drawn.get()).isEqualTo(steps);
        assertThat(latents[0]).isCloseTo(picture, within(1e-5f));
    }
}
