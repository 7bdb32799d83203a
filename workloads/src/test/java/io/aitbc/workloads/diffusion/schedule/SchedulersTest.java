package io.aitbc.workloads.diffusion.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, by name, with its value and the fix; and what the configuration of one class means to another. */
final class SchedulersTest {
    private static final LatentBatch BATCH = new LatentBatch(1, 16);

    private static SchedulerPlan plan(String className, Map<?, ?> overrides) throws Exception {
        return SchedulerGolden.plan(SchedulerGolden.config("tiny-sd", overrides), SchedulerGolden.choice(className));
    }

    private static void invalid(ThrowingCallable call, String... said) {
        assertThatThrownBy(call).isInstanceOf(InvalidParamsException.class).hasMessageContainingAll(said);
    }

    private static void broken(ThrowingCallable call, String... said) {
        assertThatThrownBy(call).isInstanceOf(ModelException.class).hasMessageContainingAll(said);
    }

    @ParameterizedTest
    @CsvSource({
        "DDIMScheduler",
        "DDPMScheduler",
        "PNDMScheduler",
        "EulerDiscreteScheduler",
        "EulerAncestralDiscreteScheduler",
        "LMSDiscreteScheduler",
        "HeunDiscreteScheduler",
        "KDPM2DiscreteScheduler",
        "DPMSolverMultistepScheduler",
        "LCMScheduler",
        "UniPCMultistepScheduler",
        "DPMSolverSinglestepScheduler"
    })
    void steps_out_of_range_are_refused(String name) throws Exception {
        SchedulerPlan plan = plan(name, Map.of());
        for (int steps : new int[] {0, -1, 1001, 1_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            invalid(() -> plan.begin(steps, BATCH), "num_inference_steps is " + steps, "from 1 to 1000");
        }
        for (int steps = 1; steps <= 1000; steps++) {
            int count = steps;
            try {
                assertThat(plan.begin(count, BATCH).timesteps()).hasSizeGreaterThanOrEqualTo(count);
            } catch (InvalidParamsException e) {
                assertThat(e).hasMessageContaining("num_inference_steps is " + count + "; ");
                assertThat(count).isGreaterThan(50);
            }
        }
    }

    /** Of 50 steps of the distillation, 20 of the training's each: 799 is the last of the first 40. */
    @Test
    void latent_consistency_takes_all_steps_from_a_share_of_its_own() throws Exception {
        SchedulerPlan plan = plan("LCMScheduler", Map.of());
        assertThat(plan.beginAmongLast(4, 0.8, BATCH).timesteps()).containsExactly(799, 599, 399, 199);
        assertThat(plan.beginAmongLast(3, 0.8, BATCH).timesteps()).containsExactly(799, 539, 279);
        assertThat(plan.beginAmongLast(4, 1, BATCH).timesteps())
                .containsExactly(plan.begin(4, BATCH).timesteps());
        invalid(() -> plan.beginAmongLast(41, 0.8, BATCH), "num_inference_steps is 41", "at most the 40", "strength");
        invalid(() -> plan.beginAmongLast(1, 0.01, BATCH), "num_inference_steps is 1", "at most the 0");
        invalid(() -> plan.beginAmongLast(1, Double.NaN, BATCH), "strength is NaN");
        invalid(() -> plan("DDIMScheduler", Map.of()).beginAmongLast(4, 0.8, BATCH), "scheduler must be LCMScheduler");
    }

    @Test
    void strength_decides_where_a_picture_comes_in() throws Exception {
        SchedulerPlan plan = plan("DDIMScheduler", Map.of());
        assertThat(plan.begin(10, 0.35, BATCH).timesteps()).containsExactly(201, 101, 1);
        assertThat(plan.begin(10, 1, BATCH).timesteps()).hasSize(10);
        invalid(() -> plan.begin(10, 0.05, BATCH), "strength is 0.05", "10 steps");
        for (double strength : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            invalid(() -> plan.begin(10, strength, BATCH), "strength is " + strength, "from 0 to 1");
        }
        assertThat(plan("PNDMScheduler", Map.of()).begin(10, 0.3, BATCH).timesteps())
                .containsExactly(301, 201, 101, 1);
        assertThat(plan("HeunDiscreteScheduler", Map.of()).begin(10, 0.3, BATCH).timesteps())
                .containsExactly(222, 111, 111, 0, 0);
    }

    @Test
    void wishes_that_mean_nothing_are_refused() throws Exception {
        JsonConfig config = SchedulerGolden.config("tiny-sd", Map.of());
        invalid(
                () -> SchedulerGolden.plan(config, SchedulerGolden.choice("DEISMultistepScheduler")),
                "scheduler",
                "DDIMScheduler, DDPMScheduler");
        invalid(
                () -> SchedulerGolden.plan(config, new SchedulerChoice("DDIMScheduler", true, null, null, false)),
                "use_karras_sigmas",
                "DDIMScheduler");
        assertThat(SchedulerGolden.plan(config, new SchedulerChoice("DDIMScheduler", false, null, null, false))
                        .className())
                .isEqualTo("DDIMScheduler");
        invalid(
                () -> SchedulerGolden.plan(config, new SchedulerChoice(null, null, "even", null, false)),
                "timestep_spacing",
                "trailing");
        for (String name : List.of("LCMScheduler", "DPMSolverSinglestepScheduler")) {
            invalid(
                    () -> SchedulerGolden.plan(config, new SchedulerChoice(name, null, "leading", null, false)),
                    "timestep_spacing",
                    name);
        }
        for (double eta : new double[] {-1, 2, Double.NaN}) {
            invalid(
                    () -> SchedulerGolden.plan(config, new SchedulerChoice("DDIMScheduler", null, null, eta, false)),
                    "eta");
        }
        invalid(() -> SchedulerGolden.plan(config, new SchedulerChoice(null, null, null, 0.5, false)), "eta", "PNDM");
    }

    @ParameterizedTest
    @CsvSource({
        "EulerDiscreteScheduler, 1, 916.28406",
        "LMSDiscreteScheduler, 1, 916.28406",
        "HeunDiscreteScheduler, 1, 916.28406",
        "KDPM2DiscreteScheduler, 2, 916",
        "DPMSolverMultistepScheduler, 1, 916"
    })
    void a_job_may_space_by_karras(String name, int call, double timestep) throws Exception {
        JsonConfig config = SchedulerGolden.config("tiny-sd", Map.of());
        SchedulerChoice choice = new SchedulerChoice(name, true, null, null, true);
        double[] spaced = SchedulerGolden.plan(config, choice).begin(10, BATCH).timesteps();
        assertThat(spaced[call]).isEqualTo(timestep, within(1e-4));
    }

    @Test
    void the_stored_class_is_taken_and_must_be_here() throws Exception {
        JsonConfig config = SchedulerGolden.config("tiny-sd", Map.of());
        assertThat(SchedulerGolden.plan(config, SchedulerGolden.stored(false)).className())
                .isEqualTo("PNDMScheduler");
        JsonConfig other = SchedulerGolden.config("tiny-sd", Map.of("_class_name", "VQDiffusionScheduler"));
        broken(
                () -> SchedulerGolden.plan(other, SchedulerGolden.stored(false)),
                "_class_name",
                "VQDiffusionScheduler",
                "DPMSolverMultistepScheduler");
        assertThat(SchedulerGolden.plan(other, SchedulerGolden.choice("LCMScheduler"))
                        .className())
                .isEqualTo("LCMScheduler");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "use_exponential_sigmas",
                "use_beta_sigmas",
                "use_lu_lambdas",
                "use_flow_sigmas",
                "use_dynamic_shifting"
            })
    void flags_that_are_not_done_are_refused_by_those_who_know_them(String flag) throws Exception {
        broken(() -> plan("DPMSolverMultistepScheduler", Map.of(flag, true)), flag, "true");
        assertThat(plan("DPMSolverMultistepScheduler", Map.of(flag, false))).isNotNull();
        for (String name : List.of("UniPCMultistepScheduler", "DPMSolverSinglestepScheduler")) {
            if (flag.equals("use_lu_lambdas")) {
                assertThat(plan(name, Map.of(flag, true))).isNotNull();
            } else {
                broken(() -> plan(name, Map.of(flag, true)), flag, "true");
            }
        }
        assertThat(plan("DDIMScheduler", Map.of(flag, true))).isNotNull();
        assertThat(plan("DDPMScheduler", Map.of(flag, true))).isNotNull();
        if (flag.endsWith("l_sigmas") || flag.endsWith("beta_sigmas")) {
            for (String name : List.of("LMSDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler")) {
                broken(() -> plan(name, Map.of(flag, true)), flag, "true");
            }
        }
    }

    @Test
    void values_that_no_class_can_do_are_refused() {
        broken(() -> plan("DDIMScheduler", Map.of("beta_schedule", "sigmoid")), "beta_schedule", "sigmoid");
        broken(() -> plan("DDIMScheduler", Map.of("timestep_spacing", 3)), "timestep_spacing");
        broken(() -> plan("DDIMScheduler", Map.of("num_train_timesteps", 1)), "num_train_timesteps", "1");
        broken(() -> plan("DDIMScheduler", Map.of("num_train_timesteps", 1e9)), "num_train_timesteps");
        broken(() -> plan("DDIMScheduler", Map.of("beta_start", -0.1)), "beta_start", "-0.1");
        broken(() -> plan("DDIMScheduler", Map.of("beta_start", 0, "beta_end", 0)), "beta_schedule");
        broken(() -> plan("DDIMScheduler", Map.of("trained_betas", List.of(0.1, 0.2))), "trained_betas", "1000");
        broken(() -> plan("PNDMScheduler", Map.of("prediction_type", "sample")), "prediction_type", "sample");
        broken(() -> plan("EulerAncestralDiscreteScheduler", Map.of("prediction_type", "sample")), "prediction_type");
        broken(() -> plan("EulerDiscreteScheduler", Map.of("sigma_min", 0)), "sigma_min");
        broken(() -> plan("EulerDiscreteScheduler", Map.of("timestep_type", "x")), "timestep_type");
        broken(() -> plan("KDPM2DiscreteScheduler", Map.of("prediction_type", "sample")), "prediction_type", "sample");
        broken(() -> plan("HeunDiscreteScheduler", Map.of("beta_schedule", "exp")), "beta_schedule", "exp");
        broken(() -> plan("HeunDiscreteScheduler", Map.of("clip_sample", true, "clip_sample_range", -1)), "range");
        for (String variance : List.of("fixed_large_log", "learned", "learned_range")) {
            broken(() -> plan("DDPMScheduler", Map.of("variance_type", variance)), "variance_type", variance);
        }
        String dpm = "DPMSolverMultistepScheduler";
        broken(() -> plan(dpm, Map.of("solver_order", 4)), "solver_order", "4");
        broken(() -> plan(dpm, Map.of("algorithm_type", "dpmsolver")), "algorithm_type", "sigma_min");
        broken(() -> plan(dpm, Map.of("variance_type", "learned_range")), "variance_type", "learned_range");
        broken(() -> plan(dpm, Map.of("prediction_type", "flow_prediction")), "prediction_type");
        broken(() -> plan(dpm, Map.of("lambda_min_clipped", 100)), "lambda_min_clipped");
        broken(
                () -> plan(
                        dpm,
                        Map.of(
                                "algorithm_type", "sde-dpmsolver",
                                "final_sigmas_type", "sigma_min",
                                "solver_order", 3)),
                "solver_order");
    }

    @Test
    void values_that_a_solver_in_lambda_cannot_do_are_refused() throws Exception {
        String single = "DPMSolverSinglestepScheduler";
        broken(() -> plan(single, Map.of("solver_order", 4)), "solver_order", "4");
        broken(() -> plan(single, Map.of("algorithm_type", "dpmsolver")), "algorithm_type", "sigma_min");
        broken(() -> plan(single, Map.of("algorithm_type", "sde-dpmsolver")), "algorithm_type", "dpmsolver++");
        broken(() -> plan(single, Map.of("solver_type", "euler")), "solver_type", "euler");
        broken(() -> plan(single, Map.of("variance_type", "learned")), "variance_type", "learned");
        broken(() -> plan(single, Map.of("lambda_min_clipped", 100)), "lambda_min_clipped");
        String uniPc = "UniPCMultistepScheduler";
        broken(() -> plan(uniPc, Map.of("solver_order", 4)), "solver_order", "4");
        broken(() -> plan(uniPc, Map.of("solver_type", "euler")), "solver_type", "euler");
        broken(() -> plan(uniPc, Map.of("prediction_type", "flow_prediction")), "prediction_type");
        broken(() -> plan(uniPc, Map.of("solver_p", List.of("diffusers", "DDIMScheduler"))), "solver_p");
        broken(() -> plan(uniPc, Map.of("shift_terminal", 0.1)), "shift_terminal", "0.1");
        broken(() -> plan(uniPc, Map.of("disable_corrector", List.of("x"))), "disable_corrector");
        Map<String, Object> first = Map.of("predict_x0", false);
        for (Map<String, ?> each : List.of(first, Map.of("solver_type", "bh1"), Map.of("lower_order_final", false))) {
            String name = each.keySet().iterator().next();
            broken(() -> plan(uniPc, each), name, "sigma_min");
            Map<String, Object> more = new HashMap<>(each);
            more.put("final_sigmas_type", "sigma_min");
            assertThat(plan(uniPc, more)).isNotNull();
        }
    }

    @Test
    void keys_of_other_classes_change_nothing() throws Exception {
        double[] plain =
                plan("DPMSolverMultistepScheduler", Map.of()).begin(7, BATCH).timesteps();
        Map<String, Object> others = Map.of("solver_type", "bh2", "predict_x0", true, "disable_corrector", List.of());
        assertThat(plan("DPMSolverMultistepScheduler", others).begin(7, BATCH).timesteps())
                .containsExactly(plain);
        double least = Double.NEGATIVE_INFINITY;
        assertThat(plan("DPMSolverMultistepScheduler", Map.of("lambda_min_clipped", least))
                        .begin(7, BATCH)
                        .timesteps())
                .containsExactly(plain);
        assertThat(plan("DPMSolverMultistepScheduler", Map.of("lambda_min_clipped", -1.5))
                        .begin(7, BATCH)
                        .timesteps()[0])
                .isLessThan(plain[0]);
    }

    @Test
    void old_settings_are_mended_as_the_pipeline_does_it() throws Exception {
        Map<String, Object> old = Map.of("_class_name", "DDIMScheduler", "steps_offset", 0, "clip_sample", true);
        JsonConfig config = SchedulerGolden.config("tiny-sd", old);
        assertThat(last(SchedulerGolden.plan(config, SchedulerGolden.stored(false))))
                .isEqualTo(0);
        assertThat(last(SchedulerGolden.plan(config, SchedulerGolden.stored(true))))
                .isEqualTo(1);
        SchedulerChoice pndm = new SchedulerChoice("PNDMScheduler", null, null, null, true);
        assertThat(last(SchedulerGolden.plan(config, pndm))).isEqualTo(1);

        JsonConfig silent = JsonConfig.of("c", Map.of("_class_name", "DDIMScheduler"));
        assertThat(last(SchedulerGolden.plan(silent, SchedulerGolden.stored(true))))
                .isEqualTo(1);
        assertThat(last(SchedulerGolden.plan(silent, pndm))).isEqualTo(0);
        Settings stored = new Settings(silent, SchedulerGolden.stored(true));
        assertThat(stored.clipSample(true)).isFalse();
        assertThat(new Settings(silent, pndm).clipSample(true)).isTrue();
        assertThat(new Settings(config, pndm).clipSample(true)).isFalse();
    }

    @Test
    void nothing_can_be_told_from_pure_noise() throws Exception {
        Map<String, Object> zero = Map.of("rescale_betas_zero_snr", true, "timestep_spacing", "trailing");
        for (String name : List.of("DDIMScheduler", "DDPMScheduler", "LCMScheduler")) {
            invalid(() -> plan(name, zero).begin(4, BATCH), "num_inference_steps is 4", "epsilon");
        }
        assertThat(plan("EulerDiscreteScheduler", zero).begin(4, BATCH).initNoiseSigma())
                .isEqualTo(4096f, within(1f));
    }

    private static double last(SchedulerPlan plan) throws Exception {
        double[] timesteps = plan.begin(5, BATCH).timesteps();
        return timesteps[timesteps.length - 1];
    }
}
