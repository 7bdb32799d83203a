package io.aitbc.coordinator.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    private final ApiKey key = ApiKey.generate(new Random(1));

    @Test
    void its_text_is_read_back_and_its_secret_is_not_shown() {
        assertThat(ApiKey.parse(key.text())).contains(key);
        assertThat(key.text()).matches("aitbc_[0-9a-f]{10}_[A-Za-z0-9_-]{43}");
        assertThat(key.toString()).contains(key.id()).doesNotContain(key.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aitbc_", "CHANGE_ME", "aitbc_0123456789", "aitbc_0123456789_", "bitbc_0123456789_x"})
    void what_is_no_key_is_not_read_as_one(String text) {
        assertThat(ApiKey.parse(text)).isEmpty();
    }

    @Test
    void a_stored_key_opens_with_its_secret_only_and_not_once_revoked() {
        StoredKey stored = new StoredKey(key.id(), key.secretSha(), Role.MINER, null, null, Instant.EPOCH, null);
        assertThat(stored.secretSha()).doesNotContain(key.secret()).hasSize(64);
        assertThat(stored.opensWith(key)).isTrue();
        assertThat(stored.opensWith(new ApiKey(key.id(), key.secret() + "x"))).isFalse();
        StoredKey revoked =
                new StoredKey(key.id(), key.secretSha(), Role.MINER, null, null, Instant.EPOCH, Instant.EPOCH);
        assertThat(revoked.opensWith(key)).isFalse();
    }
}
