package io.aitbc.workloads.diffusion.schedule;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One run from noise, or from a picture with noise, to latents. For each call of the network in turn, from 0 to the
 * number of {@link #timesteps}: scale, predict, step. For one thread.
 */
public interface Scheduler {
    /** What the network is told, call by call; some schedulers need more calls than steps. */
    double[] timesteps();

    /** Calls that a step takes; the last step, or the beginning, may take another number. */
    default int callsPerStep() {
        return 1;
    }

    /** The deviation that the noise a run begins with must have: noise of deviation 1 times this. */
    float initNoiseSigma();

    /**
     * What the network is shown of these latents, which may stand there several times for guidance.
     *
     * @return a new array, or the one given
     */
    float[] scaleModelInput(float[] latents, int call);

    /**
     * The latents after this call, in a new array.
     *
     * @param modelOutput what the network predicted, guidance applied
     * @param call the one after the last, or after the one that {@link #restore} went back to
     * @param noise asked at most once, by schedulers that draw
     */
    float[] step(float[] modelOutput, int call, float[] latents, Noise noise);

    /** The latents to begin {@code call} with, from a picture's: image-to-image begins at call 0. */
    float[] addNoise(float[] original, float[] noise, int call);

    /** The calls made, and what is remembered of them. */
    void save(DataOutput out) throws IOException;

    /**
     * Goes on where {@link #save} was called, in a run begun with the same numbers.
     *
     * @throws IOException when the state is not one of such a run; this scheduler is then of no more use
     */
    void restore(DataInput in) throws IOException;
}
