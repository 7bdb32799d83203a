package io.aitbc.workloads.diffusion.schedule;

import java.util.Optional;

/**
 * Noise levels of a run as Karras et al. space them ("Elucidating the Design Space of Diffusion-Based Generative
 * Models", equation 5, ρ = 7).
 *
 * @param min the last level; empty for the one of the run's last step
 * @param max the first level; empty for the one of the run's first step
 */
record Karras(Optional<Double> min, Optional<Double> max) {
    private static final double RHO = 7;

    /** @param first the levels of the first and the last step when the configuration gives none */
    double[] sigmas(double first, double last, int steps) {
        double low = StrictMath.pow(min.orElse(last), 1 / RHO);
        double high = StrictMath.pow(max.orElse(first), 1 / RHO);
        double[] sigmas = Lines.linspace(0, 1, steps);
        for (int i = 0; i < steps; i++) {
            sigmas[i] = StrictMath.pow(high + sigmas[i] * (low - high), RHO);
        }
        return sigmas;
    }
}
