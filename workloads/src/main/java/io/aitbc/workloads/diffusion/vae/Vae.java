package io.aitbc.workloads.diffusion.vae;

import io.aitbc.models.ModelException;

/**
 * An autoencoder that is loaded. Calls come from one thread at a time. Pictures are red, green, blue planes of numbers
 * from about -1 to 1, row by row; a {@code checkCanceled} is called between the parts of the network, and ends a call
 * when it throws.
 */
public interface Vae extends AutoCloseable {
    VaeFacts facts();

    /**
     * Latents to pictures, as they come: not cut off at -1 and 1. Larger pictures than {@link VaeOptions#tileAbove} are
     * put together from overlapping tiles.
     *
     * @param latents {@code images} times {@code latentChannels} planes, divided by {@link VaeConfig#scalingFactor}
     * @param height of a plane of latents
     * @param width of a plane of latents
     */
    float[] decode(float[] latents, int images, int height, int width, Runnable checkCanceled);

    /**
     * A picture to what its latents are drawn from, not yet multiplied by {@link VaeConfig#scalingFactor}. The half
     * that does it is loaded by the first call.
     *
     * @param height pixels, a multiple of {@link VaeFacts#scale}
     * @param width pixels, a multiple of {@link VaeFacts#scale}
     * @throws ModelException {@code E_MODEL} or {@code E_OOM} when that half cannot be loaded
     */
    Moments encode(float[] image, int height, int width, Runnable checkCanceled) throws ModelException;

    @Override
    void close();
}
