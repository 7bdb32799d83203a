package io.aitbc.agent.cli;

import io.aitbc.agent.ops.StatusClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drain}. */
@Command(
        name = "drain",
        sortOptions = false,
        header = "Stop the miner gently, and wait until it has ended.",
        description = {
            "",
            "Takes no more jobs, lets those under way finish within DRAIN_SECS, hands back the others and ends the"
                    + " process: what systemctl stop does. Says meanwhile what still runs; interrupting this command"
                    + " interrupts only the waiting. Exit code 0 when the miner has ended.",
            ""
        },
        footer = {
            "",
            "The service stays down until: sudo systemctl start aitbc-miner. To keep it up",
            "without work, use: aitbc-miner pause"
        })
final class DrainCommand implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofMillis(500);

    private final Surroundings around;
    private String last = "";

    @Mixin
    private MinerOption miner = new MinerOption();

    DrainCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        StatusClient client = miner.client(around);
        Map<String, @Nullable Object> answer = client.call("POST", "/drain", Map.of());
        Optional<ProcessHandle> process =
                answer.get("pid") instanceof Number pid ? ProcessHandle.of(pid.longValue()) : Optional.empty();
        while (listens(client) || process.map(ProcessHandle::isAlive).orElse(false)) {
            around.pause().sleep(EVERY);
        }
        answer.put("ended", true);
        miner.print(around, answer, () -> around.out().println("the miner has ended"));
        return Complaint.DONE;
    }

    /** Whether the miner is still there; shows what it does when that has changed. */
    private boolean listens(StatusClient client) {
        try {
            show(client.status());
            return true;
        } catch (StatusClient.NotRunningException e) {
            return false;
        } catch (IOException e) {
            return true; // the connection may break while it ends; the next look tells
        }
    }

    private void show(Map<String, @Nullable Object> status) {
        List<?> jobs = status.get("jobs") instanceof List<?> list ? list : List.of();
        String text = jobs.isEmpty()
                ? "draining: nothing runs any more"
                : "draining: "
                        + jobs.stream()
                                .map(job -> job instanceof Map<?, ?> map ? JobsView.brief(map) : "-")
                                .collect(Collectors.joining(", "));
        if (!miner.json() && !text.equals(last)) {
            around.out().println(text);
            around.out().flush();
        }
        last = text;
    }
}
