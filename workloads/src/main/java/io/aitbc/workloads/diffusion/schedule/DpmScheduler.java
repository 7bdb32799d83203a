package io.aitbc.workloads.diffusion.schedule;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the solvers in lambda have in common: latents are alpha times the picture plus sigma times noise of deviation 1,
 * and the last outputs, made pictures or noise of, are remembered.
 */
abstract class DpmScheduler extends SequentialScheduler {
    private final DpmSteps steps;
    private final DpmFacts facts;
    private final List<float[]> outputs = new ArrayList<>();

    DpmScheduler(Run run, DpmSteps steps, DpmFacts facts) {
        super(run, run.calls(steps.timesteps()));
        this.steps = steps;
        this.facts = facts;
    }

    final DpmSteps steps() {
        return steps;
    }

    /** The place of a call in the whole way. */
    final int step(int call) {
        return run().first() + call;
    }

    @Override
    public final float initNoiseSigma() {
        return 1;
    }

    @Override
    public final float[] addNoise(float[] original, float[] noise, int call) {
        DpmLevel level = steps.level(step(call));
        float[] noised = new float[original.length];
        for (int i = 0; i < noised.length; i++) {
            noised[i] = level.alpha() * original[i] + level.sigma() * noise[i];
        }
        return noised;
    }

    /** The picture or the noise that this output speaks of. */
    final float[] converted(float[] output, int step, float[] latents) {
        return facts.converted(output, latents, steps.level(step), run().batch());
    }

    /** As many as the order of the solver says. */
    final void remember(float[] converted) {
        outputs.add(0, converted);
        if (outputs.size() > facts.order()) {
            outputs.remove(facts.order());
        }
    }

    /** What is remembered, the last output first. */
    final List<float[]> outputs() {
        return outputs;
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
