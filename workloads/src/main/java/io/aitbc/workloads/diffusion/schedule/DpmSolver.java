package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/**
 * DPMSolverMultistepScheduler: "DPM-Solver" and "DPM-Solver++", orders 1 to 3, with and without fresh noise; each step
 * is made of what the last ones predicted.
 */
final class DpmSolver extends DpmScheduler {
    /** Runs shorter than this may end with lower orders. */
    private static final int SHORT = 15;

    private final DpmFacts facts;

    private DpmSolver(Run run, DpmSteps steps, DpmFacts facts) {
        super(run, steps, facts);
        this.facts = facts;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        DpmFacts facts = DpmFacts.multistep(settings);
        return run -> new DpmSolver(run, facts.layout().steps(run), facts);
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        int step = step(call);
        remember(converted(output, step, latents));
        float[] fresh = facts.stochastic() ? noise.draw() : latents;
        DpmWeights weights =
                DpmWeights.of(facts.kind(), facts.heun(), steps().level(step + 1), steps().past(step, order(step)));
        return weights.applied(latents, fresh, outputs());
    }

    private int order(int step) {
        int order = outputs().size();
        boolean shortRun = facts.lowerOrderFinal() && steps().count() < SHORT;
        if (steps().isLast(step)
                && (facts.eulerAtFinal() || shortRun || facts.layout().last() == 0)) {
            return 1;
        }
        return shortRun && steps().isLast(step + 1) ? Math.min(order, 2) : order;
    }
}
