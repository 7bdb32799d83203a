package io.aitbc.agent.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line, and how picocli is set up. */
@Command(
        name = "aitbc-miner",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Takes AI jobs from a coordinator, runs them on this machine, proves the results and is credited.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  aitbc-miner config check                   is the configuration right?",
            "  aitbc-miner run                            mine, in this terminal (a service does the same)",
            "  aitbc-miner status --watch                 what the miner does now, or why it is idle",
            "  aitbc-miner exec job.json --out ./result   run one job file, with no coordinator",
            "",
            "Files:",
            "  /etc/aitbc/miner.conf       the configuration; --config names another. Variables of the environment"
                    + " with the",
            "                              names of its keys (COORD_URL, API_KEY, …) win over it.",
            "  /var/lib/aitbc-miner        state, jobs and models of a service; ~/.local/state/aitbc-miner for a"
                    + " person.",
            "                              STATE_DIR, WORK_DIR and MODEL_DIR name others, so two miners can run side"
                    + " by side.",
            "",
            "Signals of a running miner:",
            "  TERM, INT   take no more jobs, finish those under way within DRAIN_SECS, then end; the second time,"
                    + " cancel them",
            "  HUP         read the configuration again",
            "",
            "Exit codes: 0 done, 1 failed, 2 used wrongly (command line, configuration or job file)."
        })
final class AitbcMiner implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? There are: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    static int execute(
            Surroundings around, Starter starter, Executor executor, WorkloadCatalog catalog, String... arguments) {
        CommandLine line = new CommandLine(new AitbcMiner())
                .addSubcommand(new RunCommand(starter))
                .addSubcommand(new ExecCommand(around, executor, catalog))
                .addSubcommand(new StatusCommand(around))
                .addSubcommand(new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(around)))
                .addSubcommand(new WorkloadsCommand(around, catalog));
        line.setOut(around.out()).setErr(around.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, given) -> misused(around, e));
        line.setExecutionExceptionHandler((e, command, parsed) -> Complaint.about(e, around));
        return line.execute(arguments);
    }

    private static int misused(Surroundings around, ParameterException e) {
        Complaint.say(around, e.getMessage());
        List<String> near =
                e instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        if (!near.isEmpty()) {
            around.err().println("did you mean: " + String.join(", ", near));
        }
        around.err().println("see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Complaint.MISUSED;
    }
}
