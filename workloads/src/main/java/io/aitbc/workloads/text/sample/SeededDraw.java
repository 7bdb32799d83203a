package io.aitbc.workloads.text.sample;

/**
 * The number drawn for one token: a function of the job's seed and the token's position and of nothing else, so that a
 * job that goes on after a restart draws what it would have drawn.
 *
 * <p>It is element {@code position} of the SplitMix64 sequence (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", 2014; output function "mix 13" of D. Stafford) that starts at {@code mix(seed)}, reached directly
 * because the sequence's state only counts. Seeds that are neighbours give unrelated sequences since the seed is mixed
 * first.
 */
final class SeededDraw {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    private SeededDraw() {}

    /** At least 0 and below 1, in steps of 2^-53. */
    static double uniform(long seed, long position) {
        return (bits(seed, position) >>> 11) * UNIT;
    }

    static long bits(long seed, long position) {
        return mix(mix(seed) + (position + 1) * GAMMA);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
