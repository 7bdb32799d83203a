package io.aitbc.agent.config;

import java.nio.file.Path;

/**
 * Which file to read.
 *
 * @param explicit true when a person named it, so it must be there; false for the usual place, which may be empty when
 *     the environment holds everything
 */
public record ConfigSource(Path file, boolean explicit) {
    /** Where a Debian daemon's configuration lives. */
    public static final Path USUAL = Path.of("/etc/aitbc/miner.conf");

    public static ConfigSource usual() {
        return new ConfigSource(USUAL, false);
    }

    public static ConfigSource named(Path file) {
        return new ConfigSource(file, true);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
