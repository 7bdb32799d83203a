package io.aitbc.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engine}: holds what has to do with engines. */
@Command(
        name = "engine",
        header = "The PyTorch engines: list, install, verify.",
        footer = {
            "",
            "An engine is a set of PyTorch's libraries. The one for the processor comes with",
            "the package; the one for NVIDIA cards is larger and is fetched when asked for:",
            "",
            "  aitbc-miner engine list             what there is, and which one is used",
            "  aitbc-miner engine install cuda     fetch the one for the card here",
            "  aitbc-miner engine verify           is it as it was installed, does it start?"
        })
final class EngineCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "which command? There are: engine list, engine install, engine verify");
    }
}
