package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigDiffTest {
    private static final Map<ConfigKey, String> OTHER = Map.ofEntries(
            Map.entry(ConfigKey.COORD_URL, "http://localhost:1"),
            Map.entry(ConfigKey.WALLET_ADDR, "w2"),
            Map.entry(ConfigKey.API_KEY, "k2"),
            Map.entry(ConfigKey.MINER_ID, "m2"),
            Map.entry(ConfigKey.WORK_DIR, "/w2"),
            Map.entry(ConfigKey.STATE_DIR, "/s2"),
            Map.entry(ConfigKey.MODEL_DIR, "/m2"),
            Map.entry(ConfigKey.HEARTBEAT_SECS, "21"),
            Map.entry(ConfigKey.JOB_POLL_SECS, "4"),
            Map.entry(ConfigKey.MAX_CONCURRENCY, "2"),
            Map.entry(ConfigKey.ACCEL_MODE, "cpu"),
            Map.entry(ConfigKey.DRAIN_SECS, "61"),
            Map.entry(ConfigKey.MAX_RUNTIME_SECS, "3601"),
            Map.entry(ConfigKey.MAX_RAM_MB, "1000"),
            Map.entry(ConfigKey.MAX_OUTPUT_MB, "1"),
            Map.entry(ConfigKey.SAFETY, "block"),
            Map.entry(ConfigKey.RUNNER_IDLE_SECS, "0"),
            Map.entry(ConfigKey.LOG_LEVEL, "debug"),
            Map.entry(ConfigKey.LOG_FILE, "/var/log/other.log"),
            Map.entry(ConfigKey.HTTP_LISTEN, "127.0.0.1:1"));

    @TempDir
    Path directory;

    private LoadedConfig before;

    @BeforeEach
    void setUp() throws ConfigException {
        before = fixture().read();
    }

    private ConfigFixture fixture() {
        return new ConfigFixture(directory)
                .file(ConfigFixture.GOOD)
                .env("WORK_DIR", "/w")
                .env("MODEL_DIR", "/m");
    }

    /**
     * A live key changes what the running miner goes by; one that needs a restart is named again at each reload and
     * changes nothing.
     */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "API_KEY_FILE")
    void everyKeyIsEitherAppliedOrNamed(ConfigKey key) throws ConfigException {
        LoadedConfig after = fixture().env(key.name(), OTHER.get(key)).read();
        ConfigDiff diff = ConfigDiff.between(before, after);
        assertThat(diff.changes()).extracting(ConfigDiff.Change::key).containsExactly(key);
        assertThat(diff.live().isEmpty()).isEqualTo(!key.appliesLive());
        assertThat(diff.needRestart().isEmpty()).isEqualTo(key.appliesLive());

        LoadedConfig running = before.withLive(after);
        assertThat(running.config()).isEqualTo(key.appliesLive() ? after.config() : before.config());
        assertThat(ConfigDiff.between(running, after).isEmpty()).isEqualTo(key.appliesLive());
        assertThat(diff.toString()).doesNotContain("k2").doesNotContain("k-0123456789");
    }

    @Test
    void anotherSpellingOfTheSameIsNoChange() throws ConfigException {
        LoadedConfig after =
                fixture().env("JOB_POLL_SECS", "003").env("ACCEL_MODE", "AUTO").read();
        assertThat(ConfigDiff.between(before, after).isEmpty()).isTrue();
    }
}
