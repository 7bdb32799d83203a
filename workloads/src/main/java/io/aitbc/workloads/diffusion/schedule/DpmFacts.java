package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/** What the configuration of a class that solves in lambda says. */
record DpmFacts(DpmLayout layout, Prediction prediction, Bounds bounds, Solver solver) {
    private static final String ORDER = "solver_order";
    private static final String LOWER_ORDER_FINAL = "lower_order_final";

    /** Which of the methods, and where it falls back to lower orders. */
    record Solver(DpmWeights.Kind kind, int order, boolean heun, boolean lowerOrderFinal, boolean eulerAtFinal) {}

    /** Of DPMSolverMultistepScheduler. */
    static DpmFacts multistep(Settings settings) throws ModelException {
        refuse(settings);
        settings.refuse("use_lu_lambdas");
        Levels trained = Alphas.read(settings, true).divisible(settings).levels();
        float last = settings.lastSigma(trained);
        boolean cosine = settings.oneOf("beta_schedule", "linear", "linear", "scaled_linear", "squaredcos_cap_v2")
                .equals("squaredcos_cap_v2");
        DpmLayout layout = new DpmLayout(
                trained,
                DpmLayout.usable(trained, settings),
                settings.spacing(Spacing.LINSPACE),
                settings.stepsOffset(),
                settings.karras(),
                cosine,
                last,
                false);
        Solver solver = solver(
                settings,
                last,
                kind(settings, "dpmsolver++", "dpmsolver", "sde-dpmsolver++", "sde-dpmsolver", "deis"),
                settings.flag(LOWER_ORDER_FINAL, true),
                settings.flag("euler_at_final", false));
        return of(settings, layout, solver);
    }

    /** Of DPMSolverSinglestepScheduler, which knows neither {@code timestep_spacing} nor betas that end in noise. */
    static DpmFacts singlestep(Settings settings) throws ModelException {
        refuse(settings);
        Levels trained = Alphas.read(settings, false).levels();
        float last = settings.lastSigma(trained);
        int usable = DpmLayout.usable(trained, settings);
        DpmLayout layout = new DpmLayout(trained, usable, Spacing.LINSPACE, 0, settings.karras(), false, last, false);
        Solver solver = solver(
                settings,
                last,
                kind(settings, "dpmsolver++", "dpmsolver", "sde-dpmsolver++", "deis"),
                settings.flag(LOWER_ORDER_FINAL, false),
                false);
        return of(settings, layout, solver);
    }

    /** What UniPCMultistepScheduler has in common with the others. */
    static DpmFacts uniPc(Settings settings) throws ModelException {
        refuse(settings);
        Levels trained = Alphas.read(settings, true).divisible(settings).levels();
        DpmLayout layout = new DpmLayout(
                trained,
                trained.count(),
                settings.spacing(Spacing.LINSPACE),
                settings.stepsOffset(),
                settings.karras(),
                false,
                settings.lastSigma(trained),
                true);
        DpmWeights.Kind kind = settings.flag("predict_x0", true) ? DpmWeights.Kind.PICTURE : DpmWeights.Kind.NOISE;
        int order = settings.whole(ORDER, 2, 1, 3);
        Solver solver = new Solver(kind, order, false, settings.flag(LOWER_ORDER_FINAL, true), false);
        Bounds bounds = kind.ofPicture() ? Bounds.threshold(settings) : Bounds.NONE;
        return new DpmFacts(layout, Prediction.any(settings), bounds, solver);
    }

    private static void refuse(Settings settings) throws ModelException {
        settings.refuse("use_exponential_sigmas", "use_beta_sigmas", "use_flow_sigmas", "use_dynamic_shifting");
    }

    private static DpmFacts of(Settings settings, DpmLayout layout, Solver solver) throws ModelException {
        settings.oneOf("variance_type", "none", "fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log");
        return new DpmFacts(layout, Prediction.any(settings), Bounds.threshold(settings), solver);
    }

    /** @param known by the class, the one that it takes when the configuration says nothing first */
    private static DpmWeights.Kind kind(Settings settings, String... known) throws ModelException {
        return switch (settings.oneOf("algorithm_type", known[0], known)) {
            case "dpmsolver" -> DpmWeights.Kind.NOISE;
            case "sde-dpmsolver++" -> DpmWeights.Kind.STOCHASTIC_PICTURE;
            case "sde-dpmsolver" -> DpmWeights.Kind.STOCHASTIC_NOISE;
            default -> DpmWeights.Kind.PICTURE;
        };
    }

    private static Solver solver(
            Settings settings, float last, DpmWeights.Kind kind, boolean lowerOrderFinal, boolean eulerAtFinal)
            throws ModelException {
        int order = settings.whole(ORDER, 2, 1, 3);
        if (!kind.ofPicture() && last == 0) {
            throw settings.wrong("algorithm_type", "needs \"final_sigmas_type\": \"sigma_min\" beside it");
        }
        if (kind == DpmWeights.Kind.STOCHASTIC_NOISE && order == 3) {
            throw settings.wrong(ORDER, "must be 1 or 2 with this algorithm_type");
        }
        boolean heun = settings.oneOf("solver_type", "midpoint", "midpoint", "heun", "logrho", "bh1", "bh2")
                .equals("heun");
        return new Solver(kind, order, heun, lowerOrderFinal, eulerAtFinal);
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
