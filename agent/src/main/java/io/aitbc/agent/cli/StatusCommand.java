package io.aitbc.agent.cli;

import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigReader;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.ops.StatusClient;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "Asks through the socket agent.sock in its STATE_DIR, which only its user (and root) may open.",
            ""
        })
final class StatusCommand implements Callable<Integer> {
    /** The socket's name in the state directory. */
    static final String SOCKET = "agent.sock";

    private static final Path SERVICE_STATE = Path.of("/var/lib/aitbc-miner");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    private final Surroundings around;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "For a program to read: one JSON object on one line.")
    private boolean json;

    @Option(names = "--watch", description = "Again each second, until interrupted.")
    private boolean watch;

    private Path state = SERVICE_STATE;

    StatusCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Path socket = socket();
        state = socket.resolveSibling("");
        StatusClient client = new StatusClient(socket, LIMIT);
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
            around.out().print(json ? text : CLEAR_SCREEN + text);
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
        } catch (IOException e) {
            throw NewerJournal.explain(e, state);
        }
    }

    private String answer(StatusClient client) throws IOException {
        return json
                ? new String(PlainJson.write(client.status()), StandardCharsets.US_ASCII) + System.lineSeparator()
                : StatusView.of(client.status());
    }

    /** Where this user's configuration says, or else where the service has it. */
    private Path socket() throws ConfigException {
        ConfigSource source = config.source();
        List<Path> places = new ArrayList<>();
        try {
            places.add(new ConfigReader(around.context()).stateDirectory(source));
        } catch (ConfigException e) {
            if (source.explicit()) {
                throw e;
            }
        }
        if (!source.explicit()) {
            places.add(SERVICE_STATE);
        }
        return places.stream()
                .map(place -> place.resolve(SOCKET))
                .filter(Files::exists)
                .findFirst()
                .orElse(places.get(0).resolve(SOCKET));
    }
}
