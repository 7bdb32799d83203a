package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/**
 * KDPM2DiscreteScheduler: DPM-Solver-2 ("DPM-Solver", algorithm 1) in the terms of "Elucidating the Design Space of
 * Diffusion-Based Generative Models". The second call of a step looks at its middle, by the logarithms of the noise
 * levels, and the slope there is gone along.
 */
final class Kdpm2 extends SecondOrder {
    private Kdpm2(Run run, double[] all, float[] sigmas, SigmaFacts facts, Prediction prediction) {
        super(run, all, sigmas, facts, prediction, Bounds.NONE);
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Alphas alphas = Alphas.read(settings, false, SecondOrder.DEFAULTS);
        SigmaFacts facts = SigmaFacts.read(settings, alphas.levels());
        Prediction prediction = Prediction.noiseOrVelocity(settings);
        return run -> begin(run, facts, prediction);
    }

    private static Kdpm2 begin(Run run, SigmaFacts facts, Prediction prediction) {
        SigmaPath path = facts.path(run.steps());
        double[] timesteps = facts.karras().isPresent() ? Lines.rounded(path.timesteps()) : path.timesteps();
        float[] ends = path.sigmas(0);
        double[] all = new double[CALLS_PER_STEP * timesteps.length - 1];
        float[] sigmas = new float[all.length + 1];
        for (int step = 0; step < timesteps.length; step++) {
            int call = CALLS_PER_STEP * step;
            all[call] = timesteps[step];
            sigmas[call] = ends[step];
            if (step > 0) {
                sigmas[call - 1] = middle(ends[step - 1], ends[step]);
                all[call - 1] = facts.trained().timestepF(sigmas[call - 1]);
            }
        }
        return new Kdpm2(run.withCallsPerStep(CALLS_PER_STEP), all, sigmas, facts, prediction);
    }

    /** Half way from one level to another by their logarithms, in single precision. */
    private static float middle(float from, float to) {
        float start = (float) StrictMath.log(from);
        float middle = start - (start - (float) StrictMath.log(to)) / 2;
        return (float) StrictMath.exp(middle);
    }

    @Override
    float[] slope(float[] first, float[] second) {
        return second;
    }
}
