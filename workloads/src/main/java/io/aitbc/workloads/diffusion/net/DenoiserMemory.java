package io.aitbc.workloads.diffusion.net;

import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How much memory a denoiser's calls take beside its weights, counted from the parts that latents pass through: what
 * the way down keeps for the way up, and what the part at hand makes of what it is given.
 */
public final class DenoiserMemory {
    /** What kernels take in any case: code made for the shapes, what each thread works in. */
    private static final long KERNELS = 64L << 20;

    /**
     * So much of the host's memory is held for what is alive at once. The heap that a runner's tensors lie in keeps
     * what was freed, which is fast, and the next tensor rarely fits where the last one was; measured (3.4), in
     * networks of the real shape. Without that care about speed it would be little more than 1.
     */
    private static final int HELD_ON_HOST = 4;

    /** The same on a card, whose memory comes from the engine's own pools, by half. */
    private static final int HALVES_HELD_ON_CARD = 3;

    /** Of a prompt. */
    private static final long TOKENS = 77;

    private final List<UNetPart> parts;
    private final long first;
    private final TorchType type;
    private final boolean onCard;

    DenoiserMemory(UNetConfig config, List<UNetPart> parts, TorchType type, boolean onCard) {
        this.parts = List.copyOf(parts);
        this.first = config.stages().get(0).channels();
        this.type = type;
        this.onCard = onCard;
    }

    /** In which it computes. */
    public TorchType type() {
        return type;
    }

    /**
     * For a call, at its fullest moment.
     *
     * @param rows of latents
     * @param height in pixels of latents
     */
    public long bytes(int rows, int height, int width) {
        Walk walk = new Walk(height, width);
        parts.forEach(walk::pass);
        long held = onCard ? walk.most / 2 * HALVES_HELD_ON_CARD : walk.most * HELD_ON_HOST;
        return rows * (held + text()) + KERNELS;
    }

    /** Keys and values of one text. */
    private long text() {
        return parts.stream()
                .mapToLong(part -> 2 * TOKENS * part.in() * part.attention().depth() * type.bytes())
                .sum();
    }

    /** One row's way through the network. */
    private final class Walk {
        private final int height;
        private final int width;
        /** Numbers of each tensor that is kept for the way up, the latest first, and of all. */
        private final Deque<Long> skips = new ArrayDeque<>();

        private long kept;
        private boolean lastIsKept;
        private long most;

        Walk(int height, int width) {
            this.height = height;
            this.width = width;
            keep(first * UNetWork.pixels(height, width, 0));
        }

        private void keep(long numbers) {
            skips.push(numbers);
            kept += numbers;
            lastIsKept = true;
        }

        void pass(UNetPart part) {
            long pixels = UNetWork.pixels(height, width, part.level());
            long given = pixels * part.in();
            if (part.takes()) {
                long skip = skips.pop();
                see(kept + given - skip + given, 0); // what is joined, and the whole
                kept -= skip;
            }
            long waiting = lastIsKept && !part.takes() ? kept - given : kept;
            see(waiting, inside(part, pixels));
            lastIsKept = false;
            if (part.keeps()) {
                keep(part.kind() == UNetPart.Kind.DOWNSAMPLE ? part.out() * pixels(part, 1) : part.out() * pixels);
            }
        }

        private void see(long numbers, long bytes) {
            most = Math.max(most, numbers * type.bytes() + bytes);
        }

        /** With what it is given. */
        private long inside(UNetPart part, long pixels) {
            return switch (part.kind()) {
                case RESNET -> pixels * resnet(part.in(), part.out());
                case TRANSFORMER -> pixels * transformer(part.in());
                case DOWNSAMPLE -> (pixels * part.in() + pixels(part, 1) * part.out()) * type.bytes();
                case UPSAMPLE -> (pixels * part.in() + pixels(part, -1) * (part.in() + part.out())) * type.bytes();
            };
        }

        private long pixels(UNetPart part, int deeper) {
            return UNetWork.pixels(height, width, part.level() + deeper);
        }
    }

    /** Bytes for each pixel: at the first norm, at the second, or when all comes together. */
    private long resnet(long in, long out) {
        long bytes = type.bytes();
        long begin = in * bytes + norm(in);
        long middle = in * bytes + out * bytes + norm(out);
        long end = in * bytes + 3 * out * bytes;
        return Math.max(begin, Math.max(middle, end));
    }

    /** The processor norms in float32; on a card the channels are put into another order before. */
    private long norm(long channels) {
        long wide = onCard ? type.bytes() : TorchType.FLOAT32.bytes();
        boolean copied = onCard || wide != type.bytes();
        return channels * wide * (copied ? 2 : 1);
    }

    /**
     * Bytes for each pixel: the layer's tokens and what the block was given; then what goes into the gate and four
     * times as much for each of its halves, on a card also the gate itself.
     */
    private long transformer(long channels) {
        long gated = channels * type.bytes() * (onCard ? 14 : 11);
        return Math.max(gated, channels * type.bytes() + norm(channels));
    }
}
