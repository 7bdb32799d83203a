package io.aitbc.workloads.diffusion.schedule;

/** The noise at each timestep of the training, in units of what is left of the picture: diffusers' sigmas. */
final class Levels {
    private final float[] levels;
    private final float[] logs;

    Levels(float[] levels) {
        this.levels = levels;
        this.logs = new float[levels.length];
        for (int t = 0; t < logs.length; t++) {
            logs[t] = (float) StrictMath.log(levels[t]);
        }
    }

    int count() {
        return levels.length;
    }

    /** The least one. */
    float least() {
        return levels[0];
    }

    /** The greatest one. */
    float greatest() {
        return levels[levels.length - 1];
    }

    float at(int timestep) {
        return levels[timestep];
    }

    /** At timesteps between the whole ones too; outside of the training's the nearest of them. */
    double[] at(double[] timesteps) {
        double[] at = new double[timesteps.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = at(timesteps[i]);
        }
        return at;
    }

    private double at(double timestep) {
        if (timestep <= 0) {
            return least();
        }
        int low = (int) timestep;
        if (low >= levels.length - 1) {
            return greatest();
        }
        double slope = (double) levels[low + 1] - levels[low];
        return slope * (timestep - low) + levels[low];
    }

    /** The timesteps that have these levels, between whole ones by the logarithms. */
    double[] timesteps(double[] wanted) {
        double[] timesteps = new double[wanted.length];
        for (int i = 0; i < timesteps.length; i++) {
            timesteps[i] = timestep(StrictMath.log(Math.max(wanted[i], 1e-10)));
        }
        return timesteps;
    }

    /** The same of one level, in single precision throughout. */
    float timestepF(float wanted) {
        float log = (float) StrictMath.log(wanted);
        int low = below(log);
        float weight = (logs[low] - log) / (logs[low] - logs[low + 1]);
        float within = Math.min(Math.max(weight, 0), 1);
        return (1 - within) * low + within * (low + 1);
    }

    private double timestep(double log) {
        int low = below(log);
        double weight = (logs[low] - log) / (logs[low] - logs[low + 1]);
        double within = Math.min(Math.max(weight, 0), 1);
        return (1 - within) * low + within * (low + 1);
    }

    /** The last timestep whose logarithm is not greater, of those that another one follows. */
    private int below(double log) {
        int low = 0;
        while (low < logs.length - 2 && log >= logs[low + 1]) {
            low++;
        }
        return low;
    }
}
