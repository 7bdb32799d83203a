package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigSource;
import java.io.IOException;

/** Runs the miner; what {@code run} is for. */
@FunctionalInterface
public interface Starter {
    /**
     * Starts the miner and returns once it has stopped.
     *
     * @return the exit code
     * @throws ConfigException when the configuration cannot be used: exit code 2
     * @throws IOException when it cannot start for another reason; the message says why and what to do: exit code 1
     */
    int run(ConfigSource source) throws ConfigException, IOException, InterruptedException;
}
