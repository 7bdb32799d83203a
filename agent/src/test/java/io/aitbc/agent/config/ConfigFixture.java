package io.aitbc.agent.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration file in a directory of its own, an environment, and a machine called node7. */
final class ConfigFixture {
    static final String GOOD = "COORD_URL=http://127.0.0.1:8080\nWALLET_ADDR=wallet_demo\nAPI_KEY=k-0123456789\n";

    private final Path file;
    private final Map<String, String> environment = new LinkedHashMap<>(Map.of("HOME", "/home/alice"));
    private long uid = 1000;
    private boolean gpu;

    ConfigFixture(Path directory) {
        file = directory.resolve("miner.conf");
    }

    ConfigFixture file(String text) {
        try {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ConfigFixture env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ConfigFixture without(String name) {
        environment.remove(name);
        return this;
    }

    ConfigFixture root() {
        uid = 0;
        return this;
    }

    ConfigFixture gpu() {
        gpu = true;
        return this;
    }

    Path path() {
        return file;
    }

    ConfigContext context() {
        return new ConfigContext(environment, new FixedHostNames("node7"), uid, () -> gpu);
    }

    LoadedConfig read() throws ConfigException {
        return new ConfigReader(context()).read(ConfigSource.named(file));
    }

    List<String> problems() {
        try {
            read();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .filter(Problem::isError)
                    .map(Problem::toString)
                    .toList();
        }
        return List.of();
    }

    List<String> warnings() throws ConfigException {
        return read().warnings().stream().map(Problem::toString).toList();
    }
}
