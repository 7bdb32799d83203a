package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.models.ModelException;

/** DDIMScheduler: "Denoising Diffusion Implicit Models", equations 12 and 16. */
final class Ddim extends SequentialScheduler {
    /** What the configuration says; {@code last} is what is left of the picture after the last step. */
    private record Facts(Alphas alphas, float last, Prediction prediction, Bounds bounds, float eta) {}

    private final Facts facts;
    private final int[] places;
    private final int stride;

    private Ddim(Run run, Facts facts, double[] timesteps, int[] places) {
        super(run, timesteps);
        this.facts = facts;
        this.places = places;
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
            double[] calls = run.calls(all);
            int[] places = alphas.places(calls, run.steps());
            alphas.mustShow(facts.prediction(), places[0], run.steps());
            return new Ddim(run, facts, calls, places);
        };
    }

    @Override
    public float initNoiseSigma() {
        return 1;
    }

    @Override
    public float[] addNoise(float[] original, float[] noise, int call) {
        return facts.alphas().noised(original, noise, places[call]);
    }

    @Override
    float[] advance(float[] output, int call, float[] latents, Noise noise) {
        float alpha = facts.alphas().at(places[call]);
        int before = places[call] - stride;
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
