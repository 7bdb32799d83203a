package io.aitbc.workloads.diffusion.schedule;

/**
 * The latents of one run: so many images, one after the other, each of so many values.
 *
 * @param images at least one
 * @param floats of one image: channels × height × width, in latent pixels
 */
public record LatentBatch(int images, int floats) {
    public LatentBatch {
        if (images < 1 || floats < 1 || (long) images * floats > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(images + " images of " + floats + " values are no latents");
        }
    }

    /** Of all images together. */
    public int size() {
        return images * floats;
    }
}
