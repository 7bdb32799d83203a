package io.aitbc.workloads.diffusion.schedule;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the schedulers that call the network twice a step have in common: the first call of a step leads to where the
 * second one looks, and with what is seen there the step is made anew from its beginning. The last step, which leads to
 * no noise, is one call.
 */
abstract class SecondOrder extends SigmaScheduler {
    static final int CALLS_PER_STEP = 2;

    /** What both classes take for betas when the configuration says nothing. */
    static final Alphas.Defaults DEFAULTS = new Alphas.Defaults("linear", 0.00085, 0.012);

    private final Prediction prediction;
    private final Bounds bounds;
    private float @Nullable [] begun;
    private float @Nullable [] slopeThere;

    /**
     * @param all timesteps of all calls
     * @param sigmas at all calls, and what is left after the last one
     */
    SecondOrder(Run run, double[] all, float[] sigmas, SigmaFacts facts, Prediction prediction, Bounds bounds) {
        super(run, all, sigmas, facts.spacing());
        this.prediction = prediction;
        this.bounds = bounds;
    }

    /** The slope of a whole step, of those at its two calls; in the array of the second one. */
    abstract float[] slope(float[] first, float[] second);

    @Override
    public final int callsPerStep() {
        return CALLS_PER_STEP;
    }

    @Override
    final float[] advance(float[] output, int call, float[] latents, Noise noise) {
        float[] picture = picture(prediction, output, latents, sigma(call));
        bounds.keep(picture, run().batch());
        float[] here = slope(picture, latents, sigma(call));
        float[] from = begun;
        float[] there = slopeThere;
        if (from == null || there == null) {
            begun = latents.clone();
            slopeThere = here;
            return line(latents, here, sigma(call + 1) - sigma(call));
        }
        begun = null;
        slopeThere = null;
        return line(from, slope(there, here), sigma(call + 1) - sigma(call - 1));
    }

    @Override
    final void saveHistory(DataOutput out) throws IOException {
        writeValues(out, begun);
        writeValues(out, slopeThere);
    }

    @Override
    final void restoreHistory(DataInput in, int callsMade) throws IOException {
        begun = readValues(in);
        slopeThere = readValues(in);
        boolean inStep = callsMade % CALLS_PER_STEP != 0;
        if ((begun != null) != inStep || (slopeThere != null) != inStep) {
            throw new IOException("no state of a step of two calls after " + callsMade + " calls");
        }
    }
}
