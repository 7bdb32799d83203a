package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.models.ModelException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * DPMSolverMultistepScheduler: "DPM-Solver" and "DPM-Solver++", orders 1 to 3, with and without fresh noise; each step
 * is made of what the last ones predicted.
 */
final class DpmSolver extends SequentialScheduler {
    /** Runs shorter than this may end with lower orders. */
    private static final int SHORT = 15;

    private final DpmFacts facts;
    private final double[] all;
    private final float[] sigmas;
    private final List<float[]> outputs = new ArrayList<>();

    private DpmSolver(Run run, DpmFacts facts, double[] all, float[] sigmas) {
        super(run, run.calls(all));
        this.facts = facts;
        this.all = all;
        this.sigmas = sigmas;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        DpmFacts facts = DpmFacts.read(settings);
        return run -> begin(run, facts);
    }

    private static DpmSolver begin(Run run, DpmFacts facts) throws InvalidParamsException {
        double[] timesteps = facts.timesteps(run.steps());
        double[] levels = facts.trained().at(timesteps);
        if (facts.karras().isPresent()) {
            Levels trained = facts.trained();
            levels = facts.karras().get().sigmas(trained.greatest(), trained.least(), run.steps());
            timesteps = trained.timesteps(levels);
            timesteps = facts.cosine() ? timesteps : Lines.rounded(timesteps);
        }
        float[] sigmas = Arrays.copyOf(Lines.floats(levels), levels.length + 1);
        sigmas[levels.length] = facts.last();
        for (int i = run.first(); i < levels.length - 1; i++) {
            if (!(sigmas[i] > sigmas[i + 1])) {
                throw SchedulerPlan.wrongSteps(
                        run.steps(), "DPMSolverMultistepScheduler cannot tell so many apart; take fewer");
            }
        }
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = (int) timesteps[i];
        }
        return new DpmSolver(run, facts, timesteps, sigmas);
    }

    @Override
    public float initNoiseSigma() {
        return 1;
    }

    @Override
    public float[] addNoise(float[] original, float[] noise, int call) {
        DpmLevel level = DpmLevel.of(sigmas[run().first() + call]);
        float[] noised = new float[original.length];
        for (int i = 0; i < noised.length; i++) {
            noised[i] = level.alpha() * original[i] + level.sigma() * noise[i];
        }
        return noised;
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        int step = run().first() + call;
        outputs.add(facts.converted(output, latents, DpmLevel.of(sigmas[step]), run().batch()));
        if (outputs.size() > facts.order()) {
            outputs.remove(0);
        }
        float[] fresh = facts.stochastic() ? noise.draw() : latents;
        return combined(latents, fresh, weights(step));
    }

    private DpmWeights weights(int step) {
        int order = Math.min(outputs.size(), facts.order());
        boolean shortRun = facts.lowerOrderFinal() && all.length < SHORT;
        if (step == all.length - 1 && (facts.eulerAtFinal() || shortRun || facts.last() == 0)) {
            order = 1;
        } else if (step == all.length - 2 && shortRun) {
            order = Math.min(order, 2);
        }
        DpmLevel[] past = new DpmLevel[order];
        for (int i = 0; i < order; i++) {
            past[i] = DpmLevel.of(sigmas[step - i]);
        }
        return DpmWeights.of(facts.kind(), facts.heun(), DpmLevel.of(sigmas[step + 1]), past);
    }

    /** The sum of the latents, the last outputs or what they changed by, and the noise, each with its weight. */
    private float[] combined(float[] latents, float[] fresh, DpmWeights weights) {
        float[] newest = outputs.get(outputs.size() - 1);
        float[] older = weights.order() > 1 ? outputs.get(outputs.size() - 2) : newest;
        float[] oldest = weights.order() > 2 ? outputs.get(outputs.size() - 3) : newest;
        float[] after = new float[latents.length];
        for (int i = 0; i < after.length; i++) {
            float sum = weights.latents() * latents[i] + weights.output() * newest[i];
            if (weights.order() == 2) {
                sum += weights.slope() * (weights.nearer() * (newest[i] - older[i]));
            } else if (weights.order() == 3) {
                float near = weights.nearer() * (newest[i] - older[i]);
                float far = weights.farther() * (older[i] - oldest[i]);
                sum += weights.slope() * (near + weights.bend() * (near - far));
                sum += weights.curve() * (weights.turn() * (near - far));
            }
            after[i] = facts.stochastic() ? sum + weights.noise() * fresh[i] : sum;
        }
        return after;
    }

    @Override
    void saveHistory(DataOutput out) throws IOException {
        writeOutputs(out, outputs);
    }

    @Override
    void restoreHistory(DataInput in, int callsMade) throws IOException {
        List<float[]> kept = readOutputs(in, Math.min(callsMade, facts.order()));
        outputs.clear();
        outputs.addAll(kept);
    }
}
