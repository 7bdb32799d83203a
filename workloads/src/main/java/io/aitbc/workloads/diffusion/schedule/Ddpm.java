package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/** DDPMScheduler: "Denoising Diffusion Probabilistic Models", equations 6 and 7 between the timesteps of the run. */
final class Ddpm extends AlphaScheduler {
    private static final float LEAST_VARIANCE = 1e-20f;

    /** What the noise of a step has for a deviation. */
    private enum Variance {
        FIXED_SMALL,
        FIXED_SMALL_LOG,
        FIXED_LARGE;

        /** @param keep share of the picture's square that the step's beginning has of its end's */
        float deviation(float left, float leftAfter, float keep) {
            float small = Math.max((1 - leftAfter) / (1 - left) * (1 - keep), LEAST_VARIANCE);
            return switch (this) {
                case FIXED_SMALL -> Lines.root(small);
                case FIXED_SMALL_LOG -> (float) StrictMath.exp(0.5f * (float) StrictMath.log(small));
                case FIXED_LARGE -> Lines.root(1 - keep);
            };
        }
    }

    private record Facts(Alphas alphas, Prediction prediction, Bounds bounds, Variance variance) {}

    private final Facts facts;

    private Ddpm(Run run, Facts facts, Calls calls) {
        super(run, facts.alphas(), calls);
        this.facts = facts;
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Alphas alphas = Alphas.read(settings, true);
        Variance variance = switch (settings.oneOf(
                "variance_type", "fixed_small", "fixed_small", "fixed_small_log", "fixed_large")) {
            case "fixed_small_log" -> Variance.FIXED_SMALL_LOG;
            case "fixed_large" -> Variance.FIXED_LARGE;
            default -> Variance.FIXED_SMALL;
        };
        Facts facts = new Facts(alphas, Prediction.any(settings), Bounds.thresholdOrClip(settings, true), variance);
        Spacing spacing = settings.spacing(Spacing.LEADING);
        int offset = settings.stepsOffset();
        return run -> {
            double[] all = Lines.rounded(spacing.timesteps(alphas.length(), run.steps(), offset));
            return new Ddpm(run, facts, calls(run, alphas, facts.prediction(), all));
        };
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        float left = facts.alphas().at(place(call));
        float leftAfter = isLast(call) ? 1 : facts.alphas().at(place(call + 1));
        float keep = left / leftAfter;
        float[] picture = facts.prediction().picture(output, latents, Lines.root(left), Lines.root(1 - left));
        facts.bounds().keep(picture, run().batch());
        float toPicture = Lines.root(leftAfter) * (1 - keep) / (1 - left);
        float toLatents = Lines.root(keep) * (1 - leftAfter) / (1 - left);
        float[] after = new float[latents.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = toPicture * picture[i] + toLatents * latents[i];
        }
        if (place(call) > 0) {
            float[] fresh = noise.draw();
            float deviation = facts.variance().deviation(left, leftAfter, keep);
            for (int i = 0; i < after.length; i++) {
                after[i] += deviation * fresh[i];
            }
        }
        return after;
    }
}
