package io.aitbc.coordinator.keys;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A key as its holder has it: {@code aitbc_<id>_<secret>}. The id says which key it is and is no secret; of the secret
 * only the hash is kept.
 */
public record ApiKey(String id, String secret) {
    private static final String PREFIX = "aitbc_";
    private static final int ID_LENGTH = 10;
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST = 200;

    /** A new key; {@code random} must not be guessable. */
    public static ApiKey generate(RandomGenerator random) {
        byte[] id = new byte[ID_LENGTH / 2];
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new ApiKey(
                HexFormat.of().formatHex(id),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Empty when {@code text} does not look like a key of ours. */
    public static Optional<ApiKey> parse(String text) {
        int secret = PREFIX.length() + ID_LENGTH + 1;
        if (text.length() <= secret
                || text.length() > LONGEST
                || !text.startsWith(PREFIX)
                || text.charAt(secret - 1) != '_') {
            return Optional.empty();
        }
        return Optional.of(new ApiKey(text.substring(PREFIX.length(), secret - 1), text.substring(secret)));
    }

    public String text() {
        return PREFIX + id + "_" + secret;
    }

    public String secretSha() {
        return Hashes.of(secret);
    }

    /** Shows the id only. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
