package io.aitbc.workloads.diffusion.net;

/**
 * A part of the network, in the order in which a picture passes.
 *
 * @param name of its tensors, with the dot at its end
 * @param in channels that it is given
 * @param out channels that it gives
 * @param level how often the picture that it is given has been halved
 * @param attention of a transformer
 */
record UNetPart(Kind kind, String name, int in, int out, int level, Skip skip, Attention attention) {
    enum Kind {
        RESNET,
        TRANSFORMER,
        DOWNSAMPLE,
        UPSAMPLE
    }

    /** What the way down keeps for the way up. */
    enum Skip {
        NONE,
        /** What this part gives is kept. */
        KEPT,
        /** Some of what it is given was kept. */
        TAKEN
    }

    /**
     * @param heads of each layer
     * @param depth layers
     * @param crossWidth of the text's states
     */
    record Attention(int heads, int depth, int crossWidth) {
        static final Attention NONE = new Attention(0, 0, 0);
    }

    boolean takes() {
        return skip == Skip.TAKEN;
    }

    boolean keeps() {
        return skip == Skip.KEPT;
    }
}
