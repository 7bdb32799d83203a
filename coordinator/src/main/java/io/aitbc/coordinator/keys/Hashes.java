package io.aitbc.coordinator.keys;

import io.aitbc.api.outcome.Sha256;
import java.nio.charset.StandardCharsets;

/** SHA-256, in lower-case hex. */
public final class Hashes {
    private Hashes() {}

    public static String of(byte[] bytes) {
        return Sha256.of(bytes);
    }

    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
