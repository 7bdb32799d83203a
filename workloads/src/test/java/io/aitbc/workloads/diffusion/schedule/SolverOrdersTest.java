package io.aitbc.workloads.diffusion.schedule;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Solvers on a world whose answer is known: pictures of a normal distribution, of which the best network predicts a
 * fixed share, so that latents end at a fixed multiple of what they began with. An order holds when steps of half the
 * length are wrong by so many times less.
 */
final class SolverOrdersTest {
    private static final double DEVIATION = 2;

    /** Levels of this run begin with a picture's share and a noise's, in latents. */
    private static double[] shares(Scheduler scheduler, int call) {
        return new double[] {
            scheduler.addNoise(new float[] {1}, new float[] {0}, call)[0],
            scheduler.addNoise(new float[] {0}, new float[] {1}, call)[0]
        };
    }

    private static double deviation(double alpha, double sigma) {
        return Math.sqrt(alpha * alpha * DEVIATION * DEVIATION + sigma * sigma);
    }

    /** What comes of latents of the right deviation at the beginning, less what must come of them. */
    private static double error(Scheduler scheduler, double lastSigma) {
        int calls = scheduler.timesteps().length;
        double[] begin = shares(scheduler, 0);
        float[] latents = {(float) deviation(begin[0], begin[1])};
        for (int call = 0; call < calls; call++) {
            double[] shares = shares(scheduler, call);
            double variance = Math.pow(deviation(shares[0], shares[1]), 2);
            float noise = (float) (shares[1] * latents[0] / variance);
            latents = scheduler.step(new float[] {noise}, call, latents, () -> new float[1]);
        }
        double alpha = 1 / Math.sqrt(1 + lastSigma * lastSigma);
        return Math.abs(latents[0] - deviation(alpha, lastSigma * alpha));
    }

    @ParameterizedTest
    @CsvSource({
        "DPMSolverMultistepScheduler, algorithm_type, dpmsolver++, solver_type, midpoint",
        "DPMSolverSinglestepScheduler, algorithm_type, dpmsolver++, solver_type, midpoint",
        "DPMSolverSinglestepScheduler, algorithm_type, dpmsolver++, solver_type, heun",
        "DPMSolverSinglestepScheduler, algorithm_type, dpmsolver, solver_type, midpoint",
        "DPMSolverSinglestepScheduler, algorithm_type, dpmsolver, solver_type, heun",
        "UniPCMultistepScheduler, predict_x0, true, solver_type, bh1",
        "UniPCMultistepScheduler, predict_x0, true, solver_type, bh2",
        "UniPCMultistepScheduler, predict_x0, false, solver_type, bh1",
        "UniPCMultistepScheduler, predict_x0, false, solver_type, bh2"
    })
    void every_order_holds(String name, String key, String value, String other, String type) throws Exception {
        for (int order = 1; order <= 3; order++) {
            Map<String, Object> overrides = new HashMap<>(Map.of(
                    "final_sigmas_type", "sigma_min", "solver_order", order, "lower_order_final", false, other, type));
            overrides.put(key, key.equals("predict_x0") ? Boolean.valueOf(value) : value);
            SchedulerPlan plan =
                    SchedulerGolden.plan(SchedulerGolden.config("tiny-sd", overrides), SchedulerGolden.choice(name));
            double last = 0.029167533;
            for (double strength : new double[] {1, 0.5}) {
                LatentBatch one = new LatentBatch(1, 1);
                double coarse = error(plan.begin(18, strength, one), last);
                double fine = error(plan.begin(36, strength, one), last);
                System.err.println(name + overrides + strength + " " + coarse + " " + fine + " " + coarse / fine);
            }
        }
    }
}
