package io.aitbc.coordinator.keys;

import io.aitbc.coordinator.store.Reader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The keys in the database, read again when what it knows is older than {@link #FRESH}: a key that {@code keys revoke}
 * takes away beside a running coordinator is refused from then on. Thread-safe.
 */
public final class KeyRing implements Authenticator {
    static final Duration FRESH = Duration.ofSeconds(1);

    private final Reader reader;
    private final InstantSource clock;
    private volatile Snapshot snapshot = new Snapshot(Map.of(), Instant.EPOCH);

    public KeyRing(Reader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<Optional<Principal>> principal(String bearer) {
        Optional<ApiKey> key = ApiKey.parse(bearer);
        if (key.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Snapshot known = snapshot;
        Instant now = clock.instant();
        if (Duration.between(known.readAt, now).abs().compareTo(FRESH) < 0) {
            return CompletableFuture.completedFuture(known.holder(key.get()));
        }
        return reader.read(KeyTable::all).thenApply(keys -> {
            Snapshot fresh =
                    new Snapshot(keys.stream().collect(Collectors.toMap(StoredKey::id, Function.identity())), now);
            snapshot = fresh;
            return fresh.holder(key.get());
        });
    }

    private record Snapshot(Map<String, StoredKey> keys, Instant readAt) {
        Optional<Principal> holder(ApiKey key) {
            return Optional.ofNullable(keys.get(key.id()))
                    .filter(stored -> stored.opensWith(key))
                    .map(StoredKey::principal);
        }
    }
}
