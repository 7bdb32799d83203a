package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/**
 * HeunDiscreteScheduler: Heun's method as "Elucidating the Design Space of Diffusion-Based Generative Models" has it in
 * algorithm 1. The second call of a step looks at its end, and the mean of the two slopes is gone along.
 */
final class Heun extends SecondOrder {
    private Heun(Run run, double[] all, float[] sigmas, SigmaFacts facts, Prediction prediction, Bounds bounds) {
        super(run, all, sigmas, facts, prediction, bounds);
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Alphas alphas = Alphas.read(settings, false, SecondOrder.DEFAULTS);
        SigmaFacts facts = SigmaFacts.read(settings, alphas.levels());
        Prediction prediction = Prediction.any(settings);
        Bounds bounds = Bounds.clip(settings, false);
        return run -> {
            SigmaPath path = facts.path(run.steps());
            double[] timesteps = path.timesteps();
            float[] ends = path.sigmas(0);
            double[] all = new double[CALLS_PER_STEP * timesteps.length - 1];
            float[] sigmas = new float[all.length + 1];
            for (int call = 0; call < all.length; call++) {
                int next = (call + 1) / CALLS_PER_STEP;
                all[call] = timesteps[next];
                sigmas[call] = ends[next];
            }
            return new Heun(run.withCallsPerStep(CALLS_PER_STEP), all, sigmas, facts, prediction, bounds);
        };
    }

    @Override
    float[] slope(float[] first, float[] second) {
        for (int i = 0; i < second.length; i++) {
            second[i] = (first[i] + second[i]) / 2;
        }
        return second;
    }
}
