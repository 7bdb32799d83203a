package io.aitbc.workloads.diffusion.vae;

/**
 * What an encoded picture's latents are drawn from: for each number a mean and the logarithm of a variance, planes by
 * channel.
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Moments(float[] mean, float[] logVariance, int channels, int height, int width) {
    private static final float LEAST = -30;
    private static final float MOST = 20;

    /** @param both planes of means, then planes of logarithms */
    static Moments of(Plane both) {
        int half = both.values().length / 2;
        float[] mean = new float[half];
        float[] logVariance = new float[half];
        System.arraycopy(both.values(), 0, mean, 0, half);
        for (int at = 0; at < half; at++) {
            logVariance[at] = Math.max(LEAST, Math.min(MOST, both.values()[half + at]));
        }
        return new Moments(mean, logVariance, both.channels() / 2, both.height(), both.width());
    }

    /** Latents, drawn with {@code noise}, which has as many numbers from the normal distribution. */
    public float[] sample(float[] noise) {
        float[] latents = new float[mean.length];
        for (int at = 0; at < latents.length; at++) {
            float deviation = (float) Math.exp(0.5f * logVariance[at]);
            latents[at] = mean[at] + deviation * noise[at];
        }
        return latents;
    }
}
