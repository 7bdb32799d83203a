package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;
import java.util.Optional;

/**
 * What configurations say of the noise levels of a run, to the classes that compute with sigmas.
 *
 * @param trained the noise levels of the training
 * @param karras how the run's levels are spaced, where they are not those of its timesteps
 */
record SigmaFacts(Levels trained, Spacing spacing, int offset, Optional<Karras> karras) {
    static SigmaFacts read(Settings settings, Levels trained) throws ModelException {
        settings.refuse("use_exponential_sigmas", "use_beta_sigmas");
        return new SigmaFacts(trained, settings.spacing(Spacing.LINSPACE), settings.stepsOffset(), settings.karras());
    }

    /** For a class that spaces by Karras' rule without heeding {@code sigma_min} and {@code sigma_max}. */
    SigmaFacts withoutEnds() {
        return new SigmaFacts(
                trained, spacing, offset, karras.map(rule -> new Karras(Optional.empty(), Optional.empty())));
    }

    SigmaPath path(int steps) {
        return path(steps, false);
    }

    /** @param byLogarithm whether levels have even distances by their logarithms, whatever the timesteps are */
    SigmaPath path(int steps, boolean byLogarithm) {
        double[] timesteps = Lines.doubles(Lines.floats(spacing.timesteps(trained.count(), steps, offset)));
        double[] levels = byLogarithm ? byLogarithm(steps) : trained.at(timesteps);
        if (karras.isEmpty()) {
            return new SigmaPath(timesteps, levels);
        }
        double[] spaced = karras.get().sigmas(levels[0], levels[levels.length - 1], steps);
        return new SigmaPath(trained.timesteps(spaced), spaced);
    }

    /** One level more than there are steps, from the greatest to the least of the training. */
    private double[] byLogarithm(int steps) {
        float[] logs = Lines.linspaceF(
                (float) StrictMath.log(trained.greatest()), (float) StrictMath.log(trained.least()), steps + 1);
        double[] levels = new double[logs.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (float) StrictMath.exp(logs[i]);
        }
        return levels;
    }
}
