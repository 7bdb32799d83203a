package io.aitbc.workloads.diffusion.schedule;

import io.aitbc.api.param.InvalidParamsException;

/**
 * What the schedulers that go from one place in the table of alphas to another have in common: latents are the root of
 * alpha times the picture plus the root of what is missing to 1 times noise of deviation 1.
 */
abstract class AlphaScheduler extends SequentialScheduler {
    private final Alphas alphas;
    private final int[] places;

    /** @param at where its calls are */
    AlphaScheduler(Run run, Alphas alphas, Calls at) {
        super(run, at.timesteps());
        this.alphas = alphas;
        this.places = at.places();
    }

    /** Timesteps of a run's calls, and these as places in the table. */
    @SuppressWarnings("ArrayRecordComponent") // made here, and kept by the scheduler alone
    record Calls(double[] timesteps, int[] places) {}

    /**
     * The calls of a run.
     *
     * @param all timesteps of the whole way
     * @throws InvalidParamsException when the table lacks one, or the first shows nothing of the picture
     */
    static Calls calls(Run run, Alphas alphas, Prediction prediction, double... all) throws InvalidParamsException {
        double[] timesteps = run.calls(all);
        int[] places = alphas.places(timesteps, run.steps());
        alphas.mustShow(prediction, places[0], run.steps());
        return new Calls(timesteps, places);
    }

    /** Of a call. */
    final int place(int call) {
        return places[call];
    }

    final boolean isLast(int call) {
        return call == places.length - 1;
    }

    @Override
    public final float initNoiseSigma() {
        return 1;
    }

    @Override
    public final float[] addNoise(float[] original, float[] noise, int call) {
        return alphas.noised(original, noise, places[call]);
    }
}
