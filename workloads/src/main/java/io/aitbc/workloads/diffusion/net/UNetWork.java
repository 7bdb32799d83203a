package io.aitbc.workloads.diffusion.net;

import java.util.List;

/**
 * What one step costs, counted from the shapes: multiplications and additions of convolutions, linear layers and
 * attention, each as one. What is computed once for a job is not counted.
 */
final class UNetWork {
    /** Of a prompt. */
    private static final long TOKENS = 77;

    private static final long KERNEL = 9;

    private final UNetConfig config;
    private final List<UNetPart> parts;

    UNetWork(UNetConfig config, List<UNetPart> parts) {
        this.config = config;
        this.parts = parts;
    }

    /** @see UNetFacts#flops */
    double flops(int rows, int height, int width) {
        long first = config.stages().get(0).channels();
        double ends = KERNEL * first * (config.inChannels() + config.outChannels()) * pixels(height, width, 0);
        for (UNetPart part : parts) {
            ends += multiplications(part, height, width);
        }
        return 2 * ends * rows;
    }

    private double multiplications(UNetPart part, int height, int width) {
        double pixels = pixels(height, width, part.level());
        double in = part.in();
        double out = part.out();
        return switch (part.kind()) {
            case RESNET -> pixels * out * (KERNEL * (in + out) + (part.in() == part.out() ? 0 : in));
            case TRANSFORMER -> pixels * (2 * in * in + part.attention().depth() * layer(in, pixels));
            case DOWNSAMPLE -> pixels(height, width, part.level() + 1) * KERNEL * in * out;
            case UPSAMPLE -> pixels(height, width, part.level() - 1) * KERNEL * in * out;
        };
    }

    /** Of a transformer's layer for each of its tokens: four matrices and their scores, two and theirs, three of 4. */
    private static double layer(double width, double tokens) {
        double self = 4 * width * width + 2 * tokens * width;
        double cross = 2 * width * width + 2 * TOKENS * width;
        return self + cross + 12 * width * width;
    }

    /** Of latents that have been halved {@code level} times. */
    static long pixels(int height, int width, int level) {
        return (long) halved(height, level) * halved(width, level);
    }

    private static int halved(int size, int level) {
        int halved = size;
        for (int i = 0; i < level; i++) {
            halved = (halved + 1) / 2;
        }
        return halved;
    }
}
