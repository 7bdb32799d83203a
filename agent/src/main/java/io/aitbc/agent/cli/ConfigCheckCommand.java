package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.LoadedConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code config check}. */
@Command(
        name = "check",
        sortOptions = false,
        header = "Say what is wrong with the configuration, or what holds.",
        description = {
            "",
            "Prints each key with the value that holds and where it comes from (a line of the file, the environment, a"
                    + " default); secrets are masked. Everything that is wrong is told at once, with exit code 2.",
            ""
        })
final class ConfigCheckCommand implements Callable<Integer> {
    private final Surroundings around;

    @Mixin
    private ConfigOption config = new ConfigOption();

    ConfigCheckCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws ConfigException {
        LoadedConfig loaded = new ConfigReader(around.context()).read(config.source());
        Columns columns = new Columns("");
        loaded.effective()
                .forEach(
                        (key, value) -> columns.row(key.name(), Plain.text(value.shown()), "(" + value.origin() + ")"));
        columns.print(around.out());
        loaded.warnings().forEach(warning -> around.err().println("warning: " + warning));
        around.out().println(loaded.source() + " can be used");
        return Complaint.DONE;
    }
}
