package io.aitbc.workloads.diffusion.schedule;

/** Where a scheduler's fresh noise comes from. */
@FunctionalInterface
public interface Noise {
    /** As many values as the latents have, drawn from the normal distribution; each call goes on in the stream. */
    float[] draw();
}
