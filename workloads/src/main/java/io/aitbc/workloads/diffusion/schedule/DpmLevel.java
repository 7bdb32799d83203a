package io.aitbc.workloads.diffusion.schedule;

/**
 * Where a run is between noise and picture.
 *
 * @param alpha the picture's share in the latents
 * @param sigma the noise's share in them
 * @param lambda the logarithm of the one over the other; infinite when there is no noise
 */
record DpmLevel(float alpha, float sigma, float lambda) {
    /** @param ratio of noise to picture */
    static DpmLevel of(float ratio) {
        float alpha = 1 / Lines.root(ratio * ratio + 1);
        float sigma = ratio * alpha;
        return new DpmLevel(alpha, sigma, (float) StrictMath.log(alpha) - (float) StrictMath.log(sigma));
    }
}
