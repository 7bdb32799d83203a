package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.ops.SocketPlace;
import io.aitbc.agent.ops.StatusClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** {@code --config} and {@code --json}, for every command that speaks to a running miner. */
final class MinerOption {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    boolean json() {
        return json.asked();
    }

    /** The miner of this configuration, whoever started it. */
    StatusClient client(Surroundings around) throws ConfigException {
        return new StatusClient(places(around), LIMIT);
    }

    /** Where that miner keeps its state; the service's directory when the configuration cannot be read. */
    Path state(Surroundings around) {
        try {
            return new ConfigReader(around.context()).stateDirectory(config.source());
        } catch (ConfigException e) {
            return SocketPlace.SERVICE_STATE;
        }
    }

    /**
     * Where this user's configuration says, then where the service has it. A usual configuration that this user may not
     * read is no reason not to ask; one that was named, for another miner, is not asked after in the service's place.
     */
    private List<Path> places(Surroundings around) throws ConfigException {
        ConfigSource source = config.source();
        boolean service = !source.explicit() || source.file().equals(ConfigSource.USUAL);
        List<Path> places = new ArrayList<>();
        try {
            Path state = new ConfigReader(around.context()).stateDirectory(source);
            service |= state.equals(SocketPlace.SERVICE_STATE);
            places.add(state.resolve(SocketPlace.NAME));
        } catch (ConfigException e) {
            if (!service) {
                throw e;
            }
        }
        if (service) {
            String given = around.context().environment().get("RUNTIME_DIRECTORY");
            places.add(SocketPlace.of(given, SocketPlace.SERVICE_RUNTIME).path());
        }
        return places;
    }

    /** Prints {@code answer} as JSON, or else as {@code text} says. */
    void print(Surroundings around, Map<String, ?> answer, Text text) throws IOException {
        if (json.asked()) {
            JsonOption.print(around, answer);
        } else {
            text.print();
        }
    }

    /** Prints an answer for a person. */
    @FunctionalInterface
    interface Text {
        void print();
    }
}
