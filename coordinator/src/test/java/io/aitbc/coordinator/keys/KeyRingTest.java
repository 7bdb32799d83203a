package io.aitbc.coordinator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.store.Database;
import io.aitbc.coordinator.store.Reader;
import io.aitbc.coordinator.store.Sql;
import io.aitbc.coordinator.testing.FakeClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {
    @TempDir
    private Path directory;

    @Test
    void keys_that_are_made_or_revoked_beside_it_are_noticed_within_its_freshness() throws Exception {
        Path file = directory.resolve("c.db");
        FakeClock clock = new FakeClock();
        ApiKey key = ApiKey.generate(new Random(1));
        try (Sql beside = Database.open(file);
                Reader reader = new Reader(Database.openReadOnly(file))) {
            KeyRing ring = new KeyRing(reader, clock);
            assertThat(holder(ring, key)).isEmpty();

            KeyTable.add(
                    beside, new StoredKey(key.id(), key.secretSha(), Role.MINER, "alice", null, Instant.EPOCH, null));
            clock.advance(KeyRing.FRESH);
            Principal principal = holder(ring, key).orElseThrow();
            assertThat(principal.wallet()).isEqualTo("alice");
            assertThat(principal.roles()).containsExactly(Role.MINER);

            assertThat(KeyTable.revoke(beside, key.id(), Instant.EPOCH)).isTrue();
            assertThat(KeyTable.revoke(beside, key.id(), Instant.EPOCH)).isFalse();
            assertThat(holder(ring, key)).as("not looked at again yet").isPresent();
            clock.advance(KeyRing.FRESH);
            assertThat(holder(ring, key)).isEmpty();
        }
    }

    private static Optional<Principal> holder(KeyRing ring, ApiKey key) throws Exception {
        return ring.principal(key.text()).get(10, TimeUnit.SECONDS);
    }
}
