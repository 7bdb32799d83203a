package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;
import java.util.Arrays;

/** EulerAncestralDiscreteScheduler: each step goes further than it should, and fresh noise takes it back. */
final class EulerAncestral extends SigmaScheduler {
    private final Prediction prediction;

    private EulerAncestral(Run run, double[] all, float[] sigmas, Spacing spacing, Prediction prediction) {
        super(run, all, sigmas, spacing);
        this.prediction = prediction;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Levels trained = Alphas.read(settings, true).divisible(settings).levels();
        Prediction prediction = Prediction.noiseOrVelocity(settings);
        Spacing spacing = settings.spacing(Spacing.LINSPACE);
        int offset = settings.stepsOffset();
        return run -> {
            double[] all = Lines.doubles(Lines.floats(spacing.timesteps(trained.count(), run.steps(), offset)));
            float[] sigmas = Arrays.copyOf(Lines.floats(trained.at(all)), all.length + 1);
            return new EulerAncestral(run, all, sigmas, spacing, prediction);
        };
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        float from = sigma(call);
        float to = sigma(call + 1);
        float up = Lines.root(to * to * (from * from - to * to) / (from * from));
        float down = Lines.root(to * to - up * up);
        float[] after = line(prediction, output, latents, from, down);
        float[] fresh = noise.draw();
        for (int i = 0; i < after.length; i++) {
            after[i] += fresh[i] * up;
        }
        return after;
    }
}
