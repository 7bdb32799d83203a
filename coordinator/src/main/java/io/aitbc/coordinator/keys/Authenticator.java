package io.aitbc.coordinator.keys;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Tells who holds a key. */
@FunctionalInterface
public interface Authenticator {
    /** @return empty when nobody may use this key */
    CompletableFuture<Optional<Principal>> principal(String bearer);

    /** For {@code --dev}: any key will do for anything, and stands for itself. */
    static Authenticator anyKey() {
        return bearer -> CompletableFuture.completedFuture(Optional.of(new Principal(
                "dev:" + Hashes.of(bearer).substring(0, 32), Set.of(Role.MINER, Role.CLIENT, Role.ADMIN), null)));
    }
}
