package io.aitbc.agent.cli;

import io.aitbc.agent.engine.EnginePackage;
import io.aitbc.agent.ops.StatusClient;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}. */
@Command(
        name = "status",
        sortOptions = false,
        header = "Say what the running miner does, or why it is idle.",
        description = {
            "",
            "Asks through a Unix socket: the service's is for root and the members of the group aitbc, another"
                    + " miner's (agent.sock in its STATE_DIR) for its user and root.",
            ""
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    private final Surroundings around;
    private final Supplier<OwnerTools> tools;

    @Mixin
    private MinerOption miner = new MinerOption();

    @Option(names = "--watch", description = "Again each second, until interrupted.")
    private boolean watch;

    StatusCommand(Surroundings around, Supplier<OwnerTools> tools) {
        this.around = around;
        this.tools = tools;
    }

    @Override
    public Integer call() throws Exception {
        StatusClient client = miner.client(around);
        if (!watch) {
            around.out().print(text(client));
            return Complaint.DONE;
        }
        while (true) {
            show(client);
            around.pause().sleep(EVERY);
        }
    }

    /** A miner that is started again while it is watched is no reason to stop watching. */
    private void show(StatusClient client) throws IOException {
        try {
            String text = text(client);
            around.out().print(miner.json() ? text : CLEAR_SCREEN + text);
            around.out().flush();
        } catch (IOException e) {
            Complaint.say(around, e.getMessage());
            around.err().flush();
        }
        if (around.out().checkError()) {
            throw new IOException("nobody reads this any more");
        }
    }

    private String text(StatusClient client) throws IOException {
        try {
            return answer(client);
        } catch (StatusClient.NotRunningException e) {
            EnginePackage pack = new EnginePackage(tools.get().runnerHome());
            Optional<String> fault = pack.fault();
            throw fault.isPresent()
                    ? new IOException("the miner is not running, and cannot: " + fault.get() + ": " + pack.fix(), e)
                    : NewerJournal.explain(e, miner.state(around));
        } catch (IOException e) {
            throw NewerJournal.explain(e, miner.state(around));
        }
    }

    private String answer(StatusClient client) throws IOException {
        return miner.json()
                ? new String(PlainJson.write(client.status()), StandardCharsets.US_ASCII) + System.lineSeparator()
                : StatusView.of(client.status());
    }
}
