package io.aitbc.agent.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jobs}. */
@Command(
        name = "jobs",
        sortOptions = false,
        header = "List the jobs under way and the recent ones.",
        description = {
            "",
            "Those under way first, with their phase and progress; then the last ones, newest first: how they ended,"
                    + " the output's SHA-256 or why they failed, and what the coordinator credited.",
            ""
        },
        footer = {"", "One job's whole story: journalctl -u aitbc-miner JOB_ID=…"})
final class JobsCommand implements Callable<Integer> {
    private static final int MOST = 1000;

    private final Surroundings around;

    @Mixin
    private MinerOption miner = new MinerOption();

    private int recent = 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    JobsCommand(Surroundings around) {
        this.around = around;
    }

    @Option(names = "-n", paramLabel = "N", description = "So many recent ones, 1 to " + MOST + " (default: 20).")
    void recent(int asked) {
        if (asked < 1 || asked > MOST) {
            throw new ParameterException(spec.commandLine(), "-n must be 1 to " + MOST + ", not " + asked);
        }
        recent = asked;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, @Nullable Object> answer = miner.client(around).call("GET", "/jobs?n=" + recent, Map.of());
        miner.print(around, answer, () -> around.out().print(JobsView.of(answer)));
        return Complaint.DONE;
    }
}
