package io.aitbc.workloads.diffusion.net;

import io.aitbc.models.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * The network of a diffusion model that has its weights: noisy latents and a time in, its prediction out. All calls
 * come from one thread at a time. Errors of the engine come as {@link ai.djl.engine.EngineException}.
 */
public interface Denoiser extends AutoCloseable {
    UNetFacts facts();

    /**
     * What all calls of one job are told beside their latents, computed once and kept on the device.
     *
     * @param states of the text, [rows, tokens, {@link UNetFacts#crossWidth}]
     * @param rows as many as the latents of the calls to come will have
     * @param pooled the whole text's state, [rows, {@link UNetFacts.Added#pooledWidth}]; null when the network takes
     *     none
     * @param timeIds sizes and places, [rows, {@link UNetFacts.Added#timeIds}]; null when the network takes none
     * @param guidance how closely to follow the text; means something to networks that take it as an input only
     * @throws ModelException {@code E_MODEL} when the numbers are not as many as that: text encoders of another model
     */
    Conditions conditions(
            float[] states,
            int rows,
            int tokens,
            float @Nullable [] pooled,
            float @Nullable [] timeIds,
            double guidance)
            throws ModelException;

    /**
     * One step.
     *
     * @param conditions of this denoiser
     * @param latents [rows, {@link UNetFacts#inChannels}, height, width]; any size, in pixels of latents
     * @param checkCanceled called between the parts of the network, and ends the call when it throws
     * @return [rows, {@link UNetConfig#outChannels}, height, width]
     * @throws IllegalArgumentException when the numbers are not as many as that
     */
    float[] predict(
            Conditions conditions, float[] latents, int height, int width, double timestep, Runnable checkCanceled);

    @Override
    void close();
}
