package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a class lays out the steps of a run, as its configuration says.
 *
 * @param trained the noise levels of the training
 * @param usable timesteps of the training that runs may use
 * @param karras the rule for the noise levels; empty for those of the timesteps
 * @param cutOff whether timesteps of Karras' levels are cut off to whole ones instead of rounded
 * @param last the noise level after the last step
 * @param standsStill whether, with Karras' levels, that is 0 or the last step's own
 */
record DpmLayout(
        Levels trained,
        int usable,
        Spacing spacing,
        int offset,
        Optional<Karras> karras,
        boolean cutOff,
        float last,
        boolean standsStill) {
    /** Timesteps of the training whose lambda is not below {@code lambda_min_clipped}; all, unless that is given. */
    static int usable(Levels trained, Settings settings) throws ModelException {
        double least = settings.number(
                "lambda_min_clipped", Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Float.MAX_VALUE);
        int usable = trained.count();
        while (usable > 0 && DpmLevel.of(trained.at(usable - 1)).lambda() < least) {
            usable--;
        }
        if (usable < 2) {
            throw settings.wrong("lambda_min_clipped", "leaves no timesteps");
        }
        return usable;
    }

    /** The whole way from noise, of which the run may make the end only. */
    DpmSteps steps(Run run) throws InvalidParamsException {
        double[] timesteps = spaced(run.steps());
        double[] levels = trained.at(timesteps);
        if (karras.isPresent()) {
            levels = karras.get().sigmas(trained.greatest(), trained.least(), run.steps());
            timesteps = trained.timesteps(levels);
            timesteps = cutOff ? timesteps : Lines.rounded(timesteps);
        }
        int count = levels.length;
        float[] sigmas = Arrays.copyOf(Lines.floats(levels), count + 1);
        sigmas[count] = karras.isPresent() && standsStill && last > 0 ? sigmas[count - 1] : last;
        for (int i = run.first(); i < count - 1; i++) {
            if (!(sigmas[i] > sigmas[i + 1])) {
                throw SchedulerPlan.wrongSteps(run.steps(), "this scheduler cannot tell so many apart; take fewer");
            }
        }
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = (int) timesteps[i];
        }
        return new DpmSteps(timesteps, sigmas);
    }

    /** Without what Karras' levels make of them. */
    private double[] spaced(int steps) {
        return switch (spacing) {
            case LINSPACE -> withoutLast(Lines.rounded(Lines.reversed(Lines.linspace(0, usable - 1, steps + 1))));
            case LEADING -> withoutLast(Spacing.leading(steps + 1, usable / (steps + 1), offset));
            case TRAILING -> Spacing.trailing(usable, (double) trained.count() / steps);
        };
    }

    private static double[] withoutLast(double[] timesteps) {
        return Arrays.copyOf(timesteps, timesteps.length - 1);
    }
}
