package io.aitbc.workloads.diffusion.vae;

import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.List;

/** How much memory an autoencoder's calls take beside its weights, predicted from the shapes that come by. */
public final class WorkingMemory {
    /** What the engine's kernels work with and the heap loses to holes; measured, less where all is small. */
    private static final long KERNELS = 256L << 20;

    private final VaeConfig config;
    private final TorchType type;
    private final int tileAbove;

    WorkingMemory(VaeConfig config, TorchType type, int tileAbove) {
        this.config = config;
        this.type = type;
        this.tileAbove = tileAbove;
    }

    /** In which it computes. */
    public TorchType type() {
        return type;
    }

    /** To decode or encode a picture of that many pixels, at the fullest moment. */
    public long bytes(int height, int width) {
        int side = config.tileSide() * config.scale();
        long pixels =
                isTiled(height, width) ? (long) Math.min(height, side) * Math.min(width, side) : (long) height * width;
        long most = 0;
        List<Integer> widths = config.widths();
        for (int block = 0; block < widths.size(); block++) {
            int deeper = widths.get(Math.min(block + 1, widths.size() - 1));
            long here = pixels >> (2 * block);
            most = Math.max(most, here * atOnce(Math.max(deeper, widths.get(block)), widths.get(block)));
        }
        long pictures = (long) height * width * VaeConfig.COLOURS * Float.BYTES;
        return most + most / 10 + Math.min(KERNELS, most + most / 2) + 2 * pictures;
    }

    /** Of the Java heap, for what was decoded: the picture, and two rows of tiles that fade into each other. */
    public long heapBytes(int height, int width) {
        long pixels = (long) height * width;
        if (isTiled(height, width)) {
            long side = (long) config.tileSide() * config.scale();
            long across = (width / (side * 3 / 4) + 1) * side;
            pixels += 2 * Math.min(side, height) * across;
        }
        return pixels * VaeConfig.COLOURS * Float.BYTES;
    }

    private boolean isTiled(int height, int width) {
        return (long) height * width > (long) tileAbove * tileAbove;
    }

    /** Bytes for each pixel in a residual block: what it is given, the norm of that, and what comes out. */
    private long atOnce(long in, long out) {
        return (2 * in + out) * type.bytes();
    }
}
