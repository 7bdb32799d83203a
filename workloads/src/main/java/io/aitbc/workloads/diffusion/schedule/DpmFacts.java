package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the configuration of DPMSolverMultistepScheduler says.
 *
 * @param trained the noise levels of the training
 * @param usable timesteps of the training that runs may use, which are all unless {@code lambda_min_clipped} is given
 * @param cosine whether the betas are {@code squaredcos_cap_v2}
 * @param last the noise level after the last step
 */
record DpmFacts(
        Levels trained,
        int usable,
        boolean cosine,
        Prediction prediction,
        Bounds bounds,
        Spacing spacing,
        int offset,
        float last,
        Optional<Karras> karras,
        Solver solver) {
    /** Which of the methods, and where it falls back to lower orders. */
    record Solver(DpmWeights.Kind kind, int order, boolean heun, boolean lowerOrderFinal, boolean eulerAtFinal) {}

    static DpmFacts read(Settings settings) throws ModelException {
        settings.refuse(
                "use_exponential_sigmas",
                "use_beta_sigmas",
                "use_lu_lambdas",
                "use_flow_sigmas",
                "use_dynamic_shifting");
        settings.oneOf("variance_type", "none", "fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log");
        Levels trained = Alphas.read(settings, true).divisible(settings).levels();
        float last = settings.lastSigma(trained);
        return new DpmFacts(
                trained,
                usable(trained, settings),
                settings.oneOf("beta_schedule", "linear", "linear", "scaled_linear", "squaredcos_cap_v2")
                        .equals("squaredcos_cap_v2"),
                Prediction.any(settings),
                Bounds.threshold(settings),
                settings.spacing(Spacing.LINSPACE),
                settings.stepsOffset(),
                last,
                settings.karras(),
                solver(settings, last));
    }

    private static Solver solver(Settings settings, float last) throws ModelException {
        DpmWeights.Kind kind = switch (settings.oneOf(
                "algorithm_type",
                "dpmsolver++",
                "dpmsolver++",
                "dpmsolver",
                "sde-dpmsolver++",
                "sde-dpmsolver",
                "deis")) {
            case "dpmsolver" -> DpmWeights.Kind.NOISE;
            case "sde-dpmsolver++" -> DpmWeights.Kind.STOCHASTIC_PICTURE;
            case "sde-dpmsolver" -> DpmWeights.Kind.STOCHASTIC_NOISE;
            default -> DpmWeights.Kind.PICTURE;
        };
        int order = settings.whole("solver_order", 2, 1, 3);
        if (!kind.ofPicture() && last == 0) {
            throw settings.wrong("algorithm_type", "needs \"final_sigmas_type\": \"sigma_min\" beside it");
        }
        if (kind == DpmWeights.Kind.STOCHASTIC_NOISE && order == 3) {
            throw settings.wrong("solver_order", "must be 1 or 2 with this algorithm_type");
        }
        boolean heun = settings.oneOf("solver_type", "midpoint", "midpoint", "heun", "logrho", "bh1", "bh2")
                .equals("heun");
        return new Solver(
                kind, order, heun, settings.flag("lower_order_final", true), settings.flag("euler_at_final", false));
    }

    /** Those whose lambda is not below the least one. */
    private static int usable(Levels trained, Settings settings) throws ModelException {
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

    /** Without what Karras' levels make of them. */
    double[] timesteps(int steps) {
        return switch (spacing) {
            case LINSPACE -> withoutLast(Lines.rounded(Lines.reversed(Lines.linspace(0, usable - 1, steps + 1))));
            case LEADING -> withoutLast(Spacing.leading(steps + 1, usable / (steps + 1), offset));
            case TRAILING -> Spacing.trailing(usable, (double) trained.count() / steps);
        };
    }

    private static double[] withoutLast(double[] timesteps) {
        return Arrays.copyOf(timesteps, timesteps.length - 1);
    }

    /** What the solver computes with: the picture or the noise, in a new array. */
    float[] converted(float[] output, float[] latents, DpmLevel level, LatentBatch batch) {
        if (kind().ofPicture()) {
            float[] picture = prediction.picture(output, latents, level.alpha(), level.sigma());
            bounds.keep(picture, batch);
            return picture;
        }
        float[] noise = prediction.noise(output, latents, level.alpha(), level.sigma());
        if (bounds == Bounds.NONE) {
            return noise;
        }
        float[] picture = Prediction.EPSILON.picture(noise, latents, level.alpha(), level.sigma());
        bounds.keep(picture, batch);
        return Prediction.SAMPLE.noise(picture, latents, level.alpha(), level.sigma());
    }

    DpmWeights.Kind kind() {
        return solver.kind();
    }

    boolean stochastic() {
        return solver.kind().stochastic();
    }

    int order() {
        return solver.order();
    }

    boolean heun() {
        return solver.heun();
    }

    boolean lowerOrderFinal() {
        return solver.lowerOrderFinal();
    }

    boolean eulerAtFinal() {
        return solver.eulerAtFinal();
    }
}
