package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/** EulerDiscreteScheduler: straight lines from one noise level to the next. */
final class Euler extends SigmaScheduler {
    /**
     * What the configuration says.
     *
     * @param byLogarithm whether levels have even distances by their logarithms, whatever the timesteps are
     * @param continuous whether the network is told the noise level instead of a timestep
     */
    private record Facts(
            SigmaFacts sigmas, Prediction prediction, boolean byLogarithm, boolean continuous, float last) {}

    private final Prediction prediction;

    private Euler(Run run, Facts facts, double[] all, float[] sigmas) {
        super(run, all, sigmas, facts.sigmas().spacing());
        this.prediction = facts.prediction();
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Levels trained = Alphas.read(settings, true).divisible(settings).levels();
        Prediction prediction = Prediction.named(
                settings.oneOf("prediction_type", "epsilon", "epsilon", "v_prediction", "sample", "original_sample"));
        boolean continuous = settings.oneOf("timestep_type", "discrete", "discrete", "continuous")
                .equals("continuous");
        Facts facts = new Facts(
                SigmaFacts.read(settings, trained),
                prediction,
                settings.oneOf("interpolation_type", "linear", "linear", "log_linear")
                        .equals("log_linear"),
                continuous && prediction == Prediction.V_PREDICTION,
                settings.lastSigma(trained));
        return run -> begin(run, facts);
    }

    private static Euler begin(Run run, Facts facts) {
        SigmaPath path = facts.sigmas().path(run.steps(), facts.byLogarithm());
        double[] timesteps = path.timesteps();
        float[] sigmas = path.sigmas(facts.last());
        if (facts.continuous()) {
            timesteps = new double[sigmas.length - 1];
            for (int i = 0; i < timesteps.length; i++) {
                timesteps[i] = 0.25f * (float) StrictMath.log(sigmas[i]);
            }
        }
        return new Euler(run, facts, timesteps, sigmas);
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        return line(prediction, output, latents, sigma(call), sigma(call + 1));
    }
}
