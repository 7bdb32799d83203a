package io.aitbc.workloads.bench;

/**
 * An endless row of numbers that a seed stands for, any of which can be computed alone: number {@code i} is the
 * {@code i}-th output of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014),
 * which is also what the {@code i}-th {@code new java.util.SplittableRandom(seed).nextLong()} returns. Only integer
 * arithmetic and one exact division, so that every machine and every language gets the same bits.
 *
 * @param seed 64 bits, read as unsigned on the wire
 */
record SeededNumbers(long seed) {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double SCALE = 0x1p-24;

    /** Uniform in (−1, 1): one of the 2²⁴ odd multiples of 2⁻²⁴, each exact in float32. */
    double uniform(long index) {
        long odd = 2 * (bits(index) >>> 40) + 1;
        return (odd - (1L << 24)) * SCALE;
    }

    /** +1 or −1, by the top bit. */
    int sign(long index) {
        return bits(index) < 0 ? -1 : 1;
    }

    /** 64 bits. */
    long bits(long index) {
        long z = seed + (index + 1) * GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
