package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/** DDIMScheduler: "Denoising Diffusion Implicit Models", equations 12 and 16. */
final class Ddim extends AlphaScheduler {
    /** What the configuration says; {@code last} is what is left of the picture after the last step. */
    private record Facts(Alphas alphas, float last, Prediction prediction, Bounds bounds, float eta) {}

    private final Facts facts;
    private final int stride;

    private Ddim(Run run, Facts facts, Calls calls) {
        super(run, facts.alphas(), calls);
        this.facts = facts;
        this.stride = facts.alphas().length() / run.steps();
    }

    static SchedulerPlan.Start read(Settings settings) throws ModelException {
        Alphas alphas = Alphas.read(settings, true);
        Facts facts = new Facts(
                alphas,
                settings.flag("set_alpha_to_one", true) ? 1 : alphas.at(0),
                Prediction.any(settings),
                Bounds.thresholdOrClip(settings, true),
                (float) settings.eta());
        Spacing spacing = settings.spacing(Spacing.LEADING);
        int offset = settings.stepsOffset();
        return run -> {
            double[] all = Lines.rounded(spacing.timesteps(alphas.length(), run.steps(), offset));
            return new Ddim(run, facts, calls(run, alphas, facts.prediction(), all));
        };
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        float alpha = facts.alphas().at(place(call));
        int before = place(call) - stride;
        float alphaBefore = before >= 0 ? facts.alphas().at(before) : facts.last();
        float pictureRoot = Lines.root(alpha);
        float noiseRoot = Lines.root(1 - alpha);
        float[] picture = facts.prediction().picture(output, latents, pictureRoot, noiseRoot);
        float[] direction = facts.prediction().noise(output, latents, pictureRoot, noiseRoot);
        facts.bounds().keep(picture, run().batch());
        float variance = (1 - alphaBefore) / (1 - alpha) * (1 - alpha / alphaBefore);
        float deviation = facts.eta() == 0 ? 0 : facts.eta() * Lines.root(variance);
        float toPicture = Lines.root(alphaBefore);
        float toNoise = Lines.root(1 - alphaBefore - deviation * deviation);
        float[] after = new float[latents.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = toPicture * picture[i] + toNoise * direction[i];
        }
        if (facts.eta() > 0) {
            float[] fresh = noise.draw();
            for (int i = 0; i < after.length; i++) {
                after[i] += deviation * fresh[i];
            }
        }
        return after;
    }
}
