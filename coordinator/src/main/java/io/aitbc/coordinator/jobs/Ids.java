package io.aitbc.coordinator.jobs;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names for new jobs and leases: drawn, so that nobody can guess another's. For one thread at a time. */
public final class Ids {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int JOB_LENGTH = 16;

    private final RandomGenerator random;

    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** {@code j-} and 80 drawn bits; short enough to be typed. */
    public String job() {
        StringBuilder id = new StringBuilder("j-");
        for (int i = 0; i < JOB_LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }

    /** A version 4 UUID. */
    public String lease() {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low).toString();
    }
}
