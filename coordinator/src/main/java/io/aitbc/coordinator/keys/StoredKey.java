package io.aitbc.coordinator.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as we keep it.
 *
 * @param secretSha SHA-256 of the secret
 * @param wallet for a miner's key: the only wallet that it may earn for, or null
 */
public record StoredKey(
        String id,
        String secretSha,
        Role role,
        @Nullable String wallet,
        @Nullable String label,
        Instant createdAt,
        @Nullable Instant revokedAt) {
    /** Compares in a time that does not depend on where the secrets differ. */
    boolean opensWith(ApiKey key) {
        return revokedAt == null
                && MessageDigest.isEqual(
                        secretSha.getBytes(StandardCharsets.US_ASCII),
                        key.secretSha().getBytes(StandardCharsets.US_ASCII));
    }

    Principal principal() {
        return new Principal("key:" + id, Set.of(role), wallet);
    }
}
