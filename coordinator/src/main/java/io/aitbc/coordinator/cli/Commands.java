package io.aitbc.coordinator.cli;

import io.aitbc.coordinator.cli.ApiClient.ApiException;
import io.aitbc.coordinator.store.DataDir;
import io.aitbc.coordinator.store.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line as a whole. Exit codes: 0 done, 1 failed, 2 used wrongly. */
public final class Commands {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private Commands() {}

    /** Runs one command line and returns its exit code. */
    public static int execute(Surroundings around, Serving serving, String... args) {
        CommandLine line = new CommandLine(new Root())
                .addSubcommand(new RunCommand(around, serving))
                .addSubcommand(KeysCommand.line(around))
                .addSubcommand(new SubmitCommand(around))
                .addSubcommand(new JobsCommand(around))
                .addSubcommand(new CancelCommand(around))
                .addSubcommand(new OutputCommand(around))
                .addSubcommand(new WalletCommand(around))
                .addSubcommand(new MinersCommand(around));
        line.setOut(around.out()).setErr(around.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, given) -> misused(around, e));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(around, e));
        int code = line.execute(args);
        around.out().flush();
        around.err().flush();
        return code;
    }

    private static int misused(Surroundings around, ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        complain(around, e.getMessage());
        List<String> near =
                e instanceof CommandLine.UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        if (!near.isEmpty()) {
            around.err().println("did you mean: " + String.join(", ", near));
        }
        around.err().println("see: " + command + " --help");
        return MISUSED;
    }

    private static int failed(Surroundings around, Exception e) throws Exception {
        if (e instanceof Serving.CannotStartException cannot) {
            complain(around, cannot.getMessage());
            return cannot.exitCode();
        } else if (e instanceof UsageException) {
            complain(around, e.getMessage());
            return MISUSED;
        } else if (e instanceof ApiException
                || e instanceof DataDir.UnusableException
                || e instanceof StoreException
                || e instanceof java.io.IOException) {
            complain(around, e.getMessage());
            return FAILED;
        }
        throw e;
    }

    private static void complain(Surroundings around, @Nullable String message) {
        around.err().println("aitbc-coordinator: error: " + message);
    }

    /** The command was used wrongly in a way that only it can see. */
    static final class UsageException extends Exception {
        UsageException(@Nullable String message) {
            super(message);
        }
    }

    /** Says what there is. */
    @Command(
            name = "aitbc-coordinator",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            header = "Hands jobs to miners, takes their proofs and credits them: for development and small pools.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Try it, in two terminals:",
                "  aitbc-coordinator run --data ./data --dev",
                "  aitbc-coordinator submit torch_bench -p size=512 -p iterations=50 --wait",
                "",
                "For a pool that others can reach, make keys first:",
                "  aitbc-coordinator keys add --role miner --wallet alice --data ./data",
                "  aitbc-coordinator keys add --role client --data ./data",
                "  aitbc-coordinator run --data ./data --listen 0.0.0.0:8080",
                "",
                "Commands that talk to a coordinator take --url and --key, or read AITBC_COORD_URL and AITBC_API_KEY.",
                "Exit codes: 0 done, 1 failed, 2 used wrongly."
            })
    static final class Root implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            throw new ParameterException(
                    spec.commandLine(),
                    "which command? There are: "
                            + String.join(", ", spec.subcommands().keySet()));
        }
    }
}
