package io.aitbc.workloads.diffusion.vae;

import io.aitbc.workloads.diffusion.parts.NetOptions;

/**
 * How to load an autoencoder.
 *
 * @param net float16 becomes float32 where the configuration says that it overflows ({@code force_upcast})
 * @param tileAbove a picture with more pixels than a square of this side is worked on in tiles. The picture depends on
 *     it, so it must not depend on the machine
 */
public record VaeOptions(NetOptions net, int tileAbove) {
    /** Larger than what models of these families draw by themselves. */
    public static final int USUAL_TILE_ABOVE = 1024;
}
