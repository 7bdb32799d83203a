package io.aitbc.coordinator.testing;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.coordinator.cli.RunSettings;
import io.aitbc.coordinator.cli.Serving.CannotStartException;
import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.coordinator.keys.ApiKey;
import io.aitbc.coordinator.keys.KeyTable;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.keys.StoredKey;
import io.aitbc.coordinator.main.Coordinator;
import io.aitbc.coordinator.store.DataDir;
import io.aitbc.coordinator.store.Database;
import io.aitbc.coordinator.store.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A whole coordinator in this process, on a port of its own, by the real clock. */
public final class LiveCoordinator implements AutoCloseable {
    private final Coordinator coordinator;
    private final Path data;

    private LiveCoordinator(Coordinator coordinator, Path data) {
        this.coordinator = coordinator;
        this.data = data;
    }

    /** The guide's mock: any key will do. */
    public static LiveCoordinator dev(Path data) throws CannotStartException {
        return dev(data, Rules.DEFAULTS);
    }

    public static LiveCoordinator dev(Path data, Rules rules) throws CannotStartException {
        return start(data, true, rules);
    }

    /** One where keys count; make them with {@link #key} before or after. */
    public static LiveCoordinator keyed(Path data) throws CannotStartException {
        return start(data, false, Rules.DEFAULTS);
    }

    @SuppressForbidden("a live coordinator goes by the real clock")
    private static LiveCoordinator start(Path data, boolean dev, Rules rules) throws CannotStartException {
        RunSettings settings = new RunSettings("127.0.0.1", 0, data, dev, rules);
        return new LiveCoordinator(
                Coordinator.start(settings, InstantSource.system(), new SecureRandom(), defect -> {
                    throw new AssertionError("the coordinator died", defect);
                }),
                data);
    }

    /** Makes a key, as {@code keys add} does. */
    public static String key(Path data, Role role, @Nullable String wallet) throws Exception {
        ApiKey key = ApiKey.generate(new SecureRandom());
        Files.createDirectories(data);
        try (Sql sql = Database.open(DataDir.database(data))) {
            KeyTable.add(sql, new StoredKey(key.id(), key.secretSha(), role, wallet, null, Instant.EPOCH, null));
        }
        return key.text();
    }

    public int port() {
        return coordinator.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public Path data() {
        return data;
    }

    @Override
    public void close() {
        coordinator.stop();
    }
}
