package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.LocalConfig;
import picocli.CommandLine.Mixin;

/** {@code --config} and {@code --json}, for every command about engines on this machine. */
final class EngineOption {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    boolean json() {
        return json.asked();
    }

    /** What the configuration says of this machine. */
    LocalConfig local(Surroundings around) throws ConfigException {
        return new ConfigReader(around.context()).readLocal(config.source());
    }
}
