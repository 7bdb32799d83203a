package io.aitbc.workloads.diffusion.schedule;

/** What Euler's two schedulers have in common: latents are the picture plus sigma times noise of deviation 1. */
abstract class SigmaScheduler extends SequentialScheduler {
    private final float[] sigmas;
    private final float initNoiseSigma;

    /**
     * @param all timesteps of the whole way
     * @param sigmas of the whole way, and what is left after it
     */
    SigmaScheduler(Run run, double[] all, float[] sigmas, Spacing spacing) {
        super(run, run.calls(all));
        this.sigmas = sigmas;
        float max = 0;
        for (float sigma : sigmas) {
            max = Math.max(max, sigma);
        }
        this.initNoiseSigma = spacing == Spacing.LEADING ? Lines.root(max * max + 1) : max;
    }

    /** The deviation of the noise before this call. */
    final float sigma(int call) {
        return sigmas[run().first() + call];
    }

    @Override
    public final float initNoiseSigma() {
        return initNoiseSigma;
    }

    @Override
    public final float[] scaleModelInput(float[] latents, int call) {
        float deviation = Lines.root(sigma(call) * sigma(call) + 1);
        float[] scaled = new float[latents.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = latents[i] / deviation;
        }
        return scaled;
    }

    @Override
    public final float[] addNoise(float[] original, float[] noise, int call) {
        float sigma = sigma(call);
        float[] noised = new float[original.length];
        for (int i = 0; i < noised.length; i++) {
            noised[i] = original[i] + noise[i] * sigma;
        }
        return noised;
    }

    /** The latents one straight line further, where the noise has the deviation {@code to}; in a new array. */
    static float[] line(Prediction prediction, float[] output, float[] latents, float sigma, float to) {
        float square = sigma * sigma + 1;
        float outputShare = -sigma / Lines.root(square);
        float change = to - sigma;
        float[] after = new float[latents.length];
        for (int i = 0; i < after.length; i++) {
            float picture = switch (prediction) {
                case EPSILON -> latents[i] - sigma * output[i];
                case V_PREDICTION -> output[i] * outputShare + latents[i] / square;
                case SAMPLE -> output[i];
            };
            after[i] = latents[i] + (latents[i] - picture) / sigma * change;
        }
        return after;
    }
}
