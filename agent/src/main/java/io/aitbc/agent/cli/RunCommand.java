package io.aitbc.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}. */
@Command(
        name = "run",
        sortOptions = false,
        header = "Mine, until told to stop.",
        description = {
            "",
            "Stays in the foreground and logs to standard error. On TERM or INT it takes no more jobs, lets those"
                    + " under way finish within DRAIN_SECS and ends with 0; the second time it cancels them. On HUP it"
                    + " reads its configuration again.",
            ""
        },
        footer = {
            "",
            "Example, for a coordinator of your own on this machine:",
            "  COORD_URL=http://127.0.0.1:8080 WALLET_ADDR=me API_KEY=any-key \\",
            "    aitbc-miner run"
        })
final class RunCommand implements Callable<Integer> {
    private final Starter starter;

    @Mixin
    private ConfigOption config = new ConfigOption();

    RunCommand(Starter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        return starter.run(config.source());
    }
}
