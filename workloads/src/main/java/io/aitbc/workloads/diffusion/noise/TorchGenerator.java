package io.aitbc.workloads.diffusion.noise;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * {@code torch.Generator("cpu").manual_seed(seed)} and what {@code torch.randn} draws from it. Sixteen values or more
 * are drawn in another way than fewer, and several calls draw other values than one call for all; so a tensor must be
 * drawn at once, as diffusers draws the latents of all images of a job.
 *
 * <p>torch computes logarithms, sines and cosines in an approximation of its own that depends on the processor; here
 * they are correct to the last bit or the one before. The values differ from torch's by some units in the last place.
 * For one thread.
 */
public final class TorchGenerator {
    private static final int BLOCK = 16;

    private final MersenneTwister twister;
    private double spare;
    private boolean hasSpare;

    /** @param seed 64 bits, read as unsigned; torch uses the lower 32 of them */
    public TorchGenerator(long seed) {
        this.twister = new MersenneTwister((int) seed);
    }

    /** What {@code torch.randn(count, generator=…)} gives in float32. */
    public float[] normal(int count) {
        return normal(count, NoiseType.FLOAT32);
    }

    /** What {@code torch.randn(count, generator=…, dtype=…)} gives; every value is one of that type. */
    public float[] normal(int count, NoiseType type) {
        float[] values = new float[count];
        if (count < BLOCK) {
            for (int i = 0; i < count; i++) {
                values[i] = type.rounded((float) single());
            }
            return values;
        }
        uniform(values, 0, type);
        for (int from = 0; from <= count - BLOCK; from += BLOCK) {
            block(values, from, type);
        }
        if (count % BLOCK != 0) {
            uniform(values, count - BLOCK, type);
            block(values, count - BLOCK, type);
        }
        return values;
    }

    /** Where in the stream this is. */
    public void save(DataOutput out) throws IOException {
        twister.save(out);
        out.writeBoolean(hasSpare);
        out.writeDouble(spare);
    }

    /**
     * Goes on where {@link #save} was called.
     *
     * @throws IOException when the state is none; this generator is then of no more use
     */
    public void restore(DataInput in) throws IOException {
        twister.restore(in);
        hasSpare = in.readBoolean();
        spare = in.readDouble();
    }

    /** Evenly from 0 to 1, without 1, in steps that the type can tell apart. */
    private void uniform(float[] values, int from, NoiseType type) {
        int mask = (1 << type.digits()) - 1;
        float step = 1f / (1 << type.digits());
        for (int i = from; i < values.length; i++) {
            values[i] = (twister.bits() & mask) * step;
        }
    }

    /** Box and Muller's transform of eight pairs that lie eight apart. */
    private static void block(float[] values, int from, NoiseType type) {
        for (int i = from; i < from + BLOCK / 2; i++) {
            float log = type.rounded((float) StrictMath.log(1 - values[i]));
            float radius = type.rounded((float) Math.sqrt(-2 * log));
            float angle = angle(values[i + BLOCK / 2], type);
            float cosine = type.rounded((float) StrictMath.cos(angle));
            float sine = type.rounded((float) StrictMath.sin(angle));
            values[i] = type.rounded(radius * cosine);
            values[i + BLOCK / 2] = type.rounded(radius * sine);
        }
    }

    private static float angle(float turn, NoiseType type) {
        return type == NoiseType.FLOAT32 ? (float) (2 * Math.PI) * turn : type.rounded((float) (2 * Math.PI * turn));
    }

    /** Box and Muller's transform in double precision, one value at a time; the second one is kept. */
    private double single() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double turn = unit();
        double radius = Math.sqrt(-2 * StrictMath.log1p(-unit()));
        double angle = 2 * Math.PI * turn;
        spare = radius * StrictMath.sin(angle);
        hasSpare = true;
        return radius * StrictMath.cos(angle);
    }

    /** Evenly from 0 to 1, without 1, of 53 bits. */
    private double unit() {
        long high = twister.bits();
        long bits = (high << 32) | (twister.bits() & 0xffffffffL);
        return (bits & ((1L << 53) - 1)) * 0x1p-53;
    }
}
