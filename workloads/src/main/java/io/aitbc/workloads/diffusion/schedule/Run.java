package io.aitbc.workloads.diffusion.schedule;

import java.util.Arrays;

/**
 * What is asked of a scheduler.
 *
 * @param steps of the whole way from noise
 * @param first the first call to be made; later than 0 when the run begins with a picture
 * @param share of the steps of the distillation, its last ones, that all steps are taken from; less than 1 when a run
 *     of latent consistency begins with a picture
 */
record Run(int steps, int first, LatentBatch batch, double share) {
    Run(int steps, int first, LatentBatch batch) {
        this(steps, first, batch, 1);
    }

    /** Of a class whose steps take so many calls each; all that there are begin with a step. */
    Run withCallsPerStep(int calls) {
        return new Run(steps, first * calls, batch, share);
    }

    /** Those of the calls that are to be made, of all that there are. */
    double[] calls(double[] all) {
        return Arrays.copyOfRange(all, Math.min(first, all.length), all.length);
    }
}
