package io.aitbc.workloads.diffusion.picture;

import java.util.Arrays;

/** Finds where the bytes at hand stood before, up to 32 KiB back: the longest of the latest few places. */
final class Matches {
    static final int SHORTEST = 3;
    static final int LONGEST = 258;
    private static final int FARTHEST = 32768;
    private static final int PROBES = 24;
    private static final int HASH_BITS = 15;

    private final byte[] data;
    private final int[] newest = new int[1 << HASH_BITS];
    private final int[] before = new int[FARTHEST];
    private int length;
    private int distance;

    Matches(byte[] data) {
        this.data = data;
        Arrays.fill(newest, -1);
    }

    /** Looks for a match of the bytes from {@code at} on; true when one is worth telling. */
    boolean find(int at) {
        length = 0;
        if (at + SHORTEST > data.length) {
            return false;
        }
        int most = Math.min(LONGEST, data.length - at);
        int place = newest[hash(at)];
        for (int probe = 0; probe < PROBES && place >= 0 && at - place < FARTHEST && length < most; probe++) {
            int same = common(place, at, most);
            if (same > length) {
                length = same;
                distance = at - place;
            }
            int older = before[place % FARTHEST];
            place = older < place ? older : -1;
        }
        return length >= SHORTEST;
    }

    /** Remembers the bytes at {@code at}; each place once, in order. */
    void remember(int at) {
        if (at + SHORTEST <= data.length) {
            int hash = hash(at);
            before[at % FARTHEST] = newest[hash];
            newest[hash] = at;
        }
    }

    int length() {
        return length;
    }

    int distance() {
        return distance;
    }

    private int common(int place, int at, int most) {
        int same = 0;
        while (same < most && data[place + same] == data[at + same]) {
            same++;
        }
        return same;
    }

    private int hash(int at) {
        int three = (data[at] & 0xff) | (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff) << 16;
        return (three * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
    }
}
