package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;
import java.util.Arrays;
import java.util.Optional;

/** EulerDiscreteScheduler: straight lines from one noise level to the next. */
final class Euler extends SigmaScheduler {
    /**
     * What the configuration says.
     *
     * @param trained the noise levels of the training
     * @param byLogarithm whether levels have even distances by their logarithms, whatever the timesteps are
     * @param continuous whether the network is told the noise level instead of a timestep
     */
    private record Facts(
            Levels trained,
            Prediction prediction,
            Spacing spacing,
            int offset,
            boolean byLogarithm,
            boolean continuous,
            float last,
            Optional<Karras> karras) {}

    private final Prediction prediction;

    private Euler(Run run, Facts facts, double[] all, float[] sigmas) {
        super(run, all, sigmas, facts.spacing());
        this.prediction = facts.prediction();
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Levels trained = Alphas.read(settings, true).divisible(settings).levels();
        settings.refuse("use_exponential_sigmas", "use_beta_sigmas");
        Prediction prediction = Prediction.named(
                settings.oneOf("prediction_type", "epsilon", "epsilon", "v_prediction", "sample", "original_sample"));
        boolean continuous = settings.oneOf("timestep_type", "discrete", "discrete", "continuous")
                .equals("continuous");
        Facts facts = new Facts(
                trained,
                prediction,
                settings.spacing(Spacing.LINSPACE),
                settings.stepsOffset(),
                settings.oneOf("interpolation_type", "linear", "linear", "log_linear")
                        .equals("log_linear"),
                continuous && prediction == Prediction.V_PREDICTION,
                settings.lastSigma(trained),
                settings.karras());
        return run -> begin(run, facts);
    }

    private static Euler begin(Run run, Facts facts) {
        double[] timesteps = Lines.doubles(
                Lines.floats(facts.spacing().timesteps(facts.trained().count(), run.steps(), facts.offset())));
        double[] levels = facts.byLogarithm()
                ? byLogarithm(facts.trained(), run.steps())
                : facts.trained().at(timesteps);
        if (facts.karras().isPresent()) {
            levels = facts.karras().get().sigmas(levels[0], levels[levels.length - 1], run.steps());
            timesteps = Lines.doubles(Lines.floats(facts.trained().timesteps(levels)));
        }
        float[] sigmas = Arrays.copyOf(Lines.floats(levels), levels.length + 1);
        sigmas[levels.length] = facts.last();
        if (facts.continuous()) {
            timesteps = new double[levels.length];
            for (int i = 0; i < timesteps.length; i++) {
                timesteps[i] = 0.25f * (float) StrictMath.log(sigmas[i]);
            }
        }
        return new Euler(run, facts, timesteps, sigmas);
    }

    /** One level more than there are steps, from the greatest to the least of the training. */
    private static double[] byLogarithm(Levels trained, int steps) {
        float[] logs = Lines.linspaceF(
                (float) StrictMath.log(trained.greatest()), (float) StrictMath.log(trained.least()), steps + 1);
        double[] levels = new double[logs.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) StrictMath.exp(logs[i]);
        }
        return levels;
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        return line(prediction, output, latents, sigma(call), sigma(call + 1));
    }
}
