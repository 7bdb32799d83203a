package io.aitbc.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a configuration may know of the process and the machine it is for.
 *
 * @param uid the user that the miner runs as
 * @param gpuLikely whether a GPU seems to be here; only asked for the default of {@code MINER_ID}
 */
public record ConfigContext(Map<String, String> environment, HostNames hosts, long uid, BooleanSupplier gpuLikely) {
    public ConfigContext {
        environment = Map.copyOf(environment);
    }

    /**
     * This process and this machine.
     *
     * @throws IOException when {@code /proc} does not tell who we are
     */
    public static ConfigContext ofProcess(BooleanSupplier gpuLikely) throws IOException {
        long uid = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        return new ConfigContext(System.getenv(), new SystemHostNames(), uid, gpuLikely);
    }

    boolean isRoot() {
        return uid == 0;
    }

    /** True when {@code directory} is there and belongs to the user that the miner runs as. */
    boolean owns(Path directory) {
        try {
            return ((Number) Files.getAttribute(directory, "unix:uid")).longValue() == uid;
        } catch (IOException e) {
            return false;
        }
    }

    /** An environment variable, or empty text when it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
