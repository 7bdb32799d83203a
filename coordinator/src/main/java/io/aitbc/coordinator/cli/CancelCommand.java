package io.aitbc.coordinator.cli;

import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        header = "Withdraw a job.",
        description = {
            "",
            "A job that waits is canceled at once. One that runs is stopped when its miner hears of it, with its next"
                    + " heartbeat; if it is finished before, it is paid for.",
            ""
        })
final class CancelCommand implements Callable<Integer> {
    private final Surroundings around;

    @Parameters(paramLabel = "ID", description = "As submit printed it.")
    private String id = "";

    @Mixin
    private ClientOptions options = new ClientOptions();

    CancelCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        UUID key = new UUID(around.random().nextLong(), around.random().nextLong());
        JobView job = options.client(around)
                .post(
                        "v1/jobs/" + JobIds.checked(id) + "/cancel",
                        "{}".getBytes(StandardCharsets.UTF_8),
                        key,
                        JobView.class);
        if (options.json()) {
            around.out().println(ClientOptions.line(job));
        } else {
            around.out()
                    .println(job.id() + "  "
                            + (job.state() == JobState.CANCELED
                                    ? "CANCELED"
                                    : job.state() + ", its miner is told with its next heartbeat"));
        }
        return Commands.DONE;
    }
}
