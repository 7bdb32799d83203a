package io.aitbc.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration at once, on the caller's thread: for the command line, which has no event loop. Blocks for the
 * time of a small file.
 */
public final class ConfigReader {
    /** Where the service's key lies when it is no part of the configuration: root's alone. */
    private static final Path STORED = Path.of("/etc/credstore/aitbc-miner.api_key");

    private final ConfigContext context;

    public ConfigReader(ConfigContext context) {
        this.context = context;
    }

    /** @throws ConfigException with everything that is wrong, when something is */
    public LoadedConfig read(ConfigSource source) throws ConfigException {
        return understand(source, layered(source));
    }

    /**
     * Checks and types what {@code source} and the environment over it say.
     *
     * @throws ConfigException with everything that is wrong, when something is
     */
    public LoadedConfig understand(ConfigSource source, RawConfig layered) throws ConfigException {
        return ConfigValidator.validate(source.toString(), withExposure(source, layered), context, credential(source));
    }

    /**
     * What systemd handed over; in root's shell, where it hands over nothing, the file that it would have taken for the
     * service, so that whoever looks after the service sees what it sees.
     */
    private @Nullable Path credential(ConfigSource source) {
        String handed = context.variable("CREDENTIALS_DIRECTORY");
        if (!handed.isEmpty()) {
            Path file = Path.of(handed, "api_key");
            return Files.exists(file) ? file : null;
        }
        return source.file().equals(ConfigSource.USUAL) && Files.isReadable(STORED) ? STORED : null;
    }

    /** What the environment says. */
    public RawConfig environment() {
        return EnvironmentLayer.of(context.environment(), context.hosts());
    }

    /**
     * Only what work on this machine needs, for those who run a job without a coordinator. The usual file may be closed
     * to them; then the environment and the defaults hold.
     *
     * @throws ConfigException with everything that is wrong with that part, and every line that cannot be read
     */
    public LocalConfig readLocal(ConfigSource source) throws ConfigException {
        boolean closed = !source.explicit() && !Files.isReadable(source.file());
        return ConfigValidator.validateLocal(source.toString(), closed ? environment() : layered(source), context);
    }

    /**
     * Only the state directory, so that a running miner can be asked by somebody who may not read its key, or whose
     * file has a mistake in it. Problems are left to those who start a miner.
     */
    public Path stateDirectory(ConfigSource source) throws ConfigException {
        return new DirectoryReader(new Fields(layered(source)), context).state();
    }

    private RawConfig layered(ConfigSource source) throws ConfigException {
        return ConfText.parse(bytes(source), context.hosts()).under(environment());
    }

    /**
     * The file's bytes, at most one more than {@link ConfText#MAX_BYTES}; none when the usual file is not there.
     *
     * @throws ConfigException when it cannot be read
     */
    public static byte[] bytes(ConfigSource source) throws ConfigException {
        try {
            return ConfFile.read(source.file(), ConfText.MAX_BYTES);
        } catch (NoSuchFileException e) {
            if (!source.explicit()) {
                return new byte[0];
            }
            throw unreadable(source, "the file does not exist", "check the path after --config");
        } catch (IOException e) {
            throw unreadable(
                    source,
                    "the file " + e.getMessage(),
                    "name another with --config, or run as a user who may read it");
        }
    }

    private static ConfigException unreadable(ConfigSource source, String problem, String fix) {
        return new ConfigException(source.toString(), List.of(Problem.error(Origin.FILE, "", problem, fix)));
    }

    /** A key that stands in a file which everybody may read is worth a warning. */
    private static RawConfig withExposure(ConfigSource source, RawConfig raw) {
        RawConfig.Value key = raw.values().get(ConfigKey.API_KEY.name());
        if (key == null || key.origin().kind() != Origin.Kind.FILE) {
            return raw;
        }
        return raw.under(new RawConfig(Map.of(), ConfFile.exposure(source.file(), ConfigKey.API_KEY.name())));
    }
}
