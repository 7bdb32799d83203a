package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code --config} and {@code --json}, for every command about engines on this machine. */
final class EngineOption {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "For a program to read: one JSON object on one line.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** What the configuration says of this machine. */
    LocalConfig local(Surroundings around) throws ConfigException {
        return new ConfigReader(around.context()).readLocal(config.source());
    }

    void print(Surroundings around, Map<String, ?> tree) throws IOException {
        around.out().println(new String(PlainJson.write(tree), StandardCharsets.US_ASCII));
    }
}
