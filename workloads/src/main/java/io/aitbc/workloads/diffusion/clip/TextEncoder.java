package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.ModelException;

/** A text encoder that is loaded. Calls come from one thread at a time. */
public interface TextEncoder extends AutoCloseable {
    TextFacts facts();

    /**
     * Reads prompts, as {@link ClipTokenizer} gives them, all of one length. Padding is read like text, as diffusion
     * models were trained with it.
     *
     * @param clipSkip how many of the last layers are left out of the states; 0 for the usual states
     * @throws IllegalArgumentException for ids or numbers that the model does not have
     * @throws ModelException when the checkpoint's file can no longer be read
     */
    TextStates encode(int[][] ids, int clipSkip) throws ModelException;

    @Override
    void close();
}
