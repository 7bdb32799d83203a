package io.aitbc.workloads.diffusion.schedule;

/**
 * What the schedulers that compute with sigmas have in common: latents are the picture plus sigma times noise of
 * deviation 1.
 */
abstract class SigmaScheduler extends SequentialScheduler {
    private final float[] sigmas;
    private final float initNoiseSigma;

    /**
     * @param all timesteps of the whole way, which are told in single precision
     * @param sigmas of the whole way, call by call, and what is left after it
     */
    SigmaScheduler(Run run, double[] all, float[] sigmas, Spacing spacing) {
        super(run, run.calls(Lines.doubles(Lines.floats(all))));
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
        return line(latents, slope(picture(prediction, output, latents, sigma), latents, sigma), to - sigma);
    }

    /** The picture that the output speaks of, in a new array. */
    static float[] picture(Prediction prediction, float[] output, float[] latents, float sigma) {
        float square = sigma * sigma + 1;
        float outputShare = -sigma / Lines.root(square);
        float[] picture = new float[latents.length];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = switch (prediction) {
                case EPSILON -> latents[i] - sigma * output[i];
                case V_PREDICTION -> output[i] * outputShare + latents[i] / square;
                case SAMPLE -> output[i];
            };
        }
        return picture;
    }

    /** What the latents change by with each unit of sigma, in the picture's array. */
    static float[] slope(float[] picture, float[] latents, float sigma) {
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (latents[i] - picture[i]) / sigma;
        }
        return picture;
    }

    /** The latents after a change of sigma, in a new array. */
    static float[] line(float[] latents, float[] slope, float change) {
        float[] after = new float[latents.length];
        for (int i = 0; i < after.length; i++) {
            after[i] = latents[i] + slope[i] * change;
        }
        return after;
    }
}
