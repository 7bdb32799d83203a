package io.aitbc.workloads.diffusion.schedule;

/** The steps of a whole way. */
final class DpmSteps {
    private final double[] timesteps;
    private final float[] sigmas;

    /**
     * @param timesteps of each
     * @param sigmas the noise level before each, and what is left after the last one
     */
    DpmSteps(double[] timesteps, float[] sigmas) {
        this.timesteps = timesteps;
        this.sigmas = sigmas;
    }

    double[] timesteps() {
        return timesteps;
    }

    int count() {
        return timesteps.length;
    }

    boolean isLast(int step) {
        return step == timesteps.length - 1;
    }

    /** Where this step begins, and the one before ended. */
    DpmLevel level(int step) {
        return DpmLevel.of(sigmas[step]);
    }

    /** The {@code count} levels before this step and before the ones before it, this step's first. */
    DpmLevel[] past(int step, int count) {
        DpmLevel[] past = new DpmLevel[count];
        for (int i = 0; i < count; i++) {
            past[i] = level(step - i);
        }
        return past;
    }
}
