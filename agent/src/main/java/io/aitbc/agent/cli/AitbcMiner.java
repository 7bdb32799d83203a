package io.aitbc.agent.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line, and how picocli is set up. */
@Command(
        name = "aitbc-miner",
        versionProvider = Version.class,
        sortOptions = false,
        header = "Takes AI jobs from a coordinator, runs them on this machine, proves results.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  aitbc-miner config check            is the configuration right?",
            "  aitbc-miner run                     mine, in this terminal; a service does",
            "                                      the same",
            "  aitbc-miner status --watch          what it does now, or why it is idle",
            "  aitbc-miner doctor                  what is wrong here, and what to type",
            "  aitbc-miner engine install cuda     fetch the engine for NVIDIA cards",
            "  aitbc-miner models list             the models that jobs may ask for",
            "  aitbc-miner pause --now --for 2h    the GPU is yours for two hours",
            "  aitbc-miner exec job.json --out .   run one job, with no coordinator",
            "",
            "Files:",
            "  /etc/aitbc/miner.conf               the configuration; --config names",
            "                                      another",
            "  /var/lib/aitbc-miner                journal, jobs, models: STATE_DIR of root",
            "                                      and of the service",
            "  ~/.local/state/aitbc-miner          the same for other users",
            "",
            "Environment: variables with the names of the configuration's keys, such as",
            "COORD_URL, API_KEY, STATE_DIR, WORK_DIR or LOG_LEVEL, win over the file.",
            "",
            "Exit codes: 0 done, 1 failed, 2 used wrongly (command line, configuration",
            "or job file)."
        })
final class AitbcMiner implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say what there is, and stop.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Say the version, and stop.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
    private boolean version;

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
            Surroundings around,
            Starter starter,
            Executor executor,
            WorkloadCatalog catalog,
            Supplier<OwnerTools> tools,
            String... arguments) {
        CommandLine line = new CommandLine(new AitbcMiner())
                .addSubcommand(new RunCommand(starter))
                .addSubcommand(new ExecCommand(around, executor, catalog))
                .addSubcommand(new StatusCommand(around, tools))
                .addSubcommand(new JobsCommand(around))
                .addSubcommand(new PauseCommand(around))
                .addSubcommand(new ResumeCommand(around))
                .addSubcommand(new DrainCommand(around))
                .addSubcommand(new ReloadCommand(around))
                .addSubcommand(new DoctorCommand(around, tools))
                .addSubcommand(engine(around, tools))
                .addSubcommand(models(around, tools))
                .addSubcommand(new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheckCommand(around)))
                .addSubcommand(new WorkloadsCommand(around, catalog));
        line.setOut(around.out()).setErr(around.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExpandAtFiles(false); // a job file may be called @x
        line.setParameterExceptionHandler((e, given) -> misused(around, e));
        line.setExecutionExceptionHandler((e, command, parsed) -> Complaint.about(e, around));
        return line.execute(arguments);
    }

    private static CommandLine engine(Surroundings around, Supplier<OwnerTools> tools) {
        return new CommandLine(new EngineCommand())
                .addSubcommand(new EngineListCommand(around, tools))
                .addSubcommand(new EngineInstallCommand(around, tools))
                .addSubcommand(new EngineVerifyCommand(around, tools));
    }

    private static CommandLine models(Surroundings around, Supplier<OwnerTools> tools) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand(new ModelsListCommand(around))
                .addSubcommand(new ModelsShowCommand(around, tools))
                .addSubcommand(new ModelsVerifyCommand(around, tools));
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
