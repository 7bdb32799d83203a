package io.aitbc.workloads.diffusion.schedule;

import java.util.Arrays;

/** Where the steps of one run begin: what the network is told there, and the noise levels. */
final class SigmaPath {
    private final double[] timesteps;
    private final double[] levels;

    SigmaPath(double[] timesteps, double[] levels) {
        this.timesteps = timesteps;
        this.levels = levels;
    }

    double[] timesteps() {
        return timesteps;
    }

    /** In single precision, with what is left after the last step. */
    float[] sigmas(float last) {
        float[] sigmas = Arrays.copyOf(Lines.floats(levels), levels.length + 1);
        sigmas[levels.length] = last;
        return sigmas;
    }
}
