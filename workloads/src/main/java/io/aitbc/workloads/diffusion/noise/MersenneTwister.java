package io.aitbc.workloads.diffusion.noise;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * MT19937 of Matsumoto and Nishimura ("Mersenne Twister", 1998), seeded as the authors' {@code init_genrand} does it.
 */
final class MersenneTwister {
    private static final int WORDS = 624;
    private static final int MIDDLE = 397;
    private static final int UPPER = 0x80000000;
    private static final int MATRIX = 0x9908b0df;

    private final int[] state = new int[WORDS];
    private int next = WORDS;

    MersenneTwister(int seed) {
        state[0] = seed;
        for (int i = 1; i < WORDS; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** The next 32 bits. */
    int bits() {
        if (next == WORDS) {
            turn();
        }
        int y = state[next];
        next++;
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(next);
        for (int word : state) {
            out.writeInt(word);
        }
    }

    void restore(DataInput in) throws IOException {
        int place = in.readInt();
        if (place < 0 || place > WORDS) {
            throw new IOException("no state of a random generator");
        }
        next = place;
        for (int i = 0; i < WORDS; i++) {
            state[i] = in.readInt();
        }
    }

    private void turn() {
        for (int i = 0; i < WORDS; i++) {
            int mixed = (state[i] & UPPER) | (state[(i + 1) % WORDS] & ~UPPER);
            state[i] = state[(i + MIDDLE) % WORDS] ^ (mixed >>> 1) ^ ((mixed & 1) * MATRIX);
        }
        next = 0;
    }
}
