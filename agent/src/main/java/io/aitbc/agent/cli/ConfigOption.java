package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}, for every command that reads a configuration. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (default: /etc/aitbc/miner.conf).")
    private @Nullable Path file;

    ConfigSource source() {
        return file == null ? ConfigSource.usual() : ConfigSource.named(file);
    }
}
