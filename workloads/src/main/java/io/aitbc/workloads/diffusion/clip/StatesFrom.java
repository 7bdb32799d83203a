package io.aitbc.workloads.diffusion.clip;

/** Which states steer a picture, by the kind of diffusion model. */
public enum StatesFrom {
    /**
     * Stable Diffusion 1.x and 2.x: those after the last layer, through the final norm; fewer layers with clip_skip.
     */
    LAST_LAYER(0, true),
    /** SDXL: those before the last layer, as they are; fewer layers with clip_skip. */
    LAYER_BEFORE_LAST(1, false);

    private final int leftOut;
    private final boolean normed;

    StatesFrom(int leftOut, boolean normed) {
        this.leftOut = leftOut;
        this.normed = normed;
    }

    /** Layers at the end that never count. */
    int leftOut() {
        return leftOut;
    }

    boolean isNormed() {
        return normed;
    }
}
