package io.aitbc.agent.cli;

import io.aitbc.agent.ops.StatusClient;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pause}. */
@Command(
        name = "pause",
        sortOptions = false,
        header = "Take no more jobs, so that the machine is yours.",
        description = {
            "",
            "Jobs under way finish, and then the runner is stopped, so that the GPU's memory is free. The miner stays"
                    + " connected and says that it is paused. A pause outlives a restart of the service and of the"
                    + " machine; it ends by 'aitbc-miner resume', or when the time after --for is over.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  aitbc-miner pause                 finish what runs, then nothing more",
            "  aitbc-miner pause --now --for 2h  the GPU at once, for two hours",
            "",
            "Exit codes: 0 paused; 1 it could not be, or with --now: paused, and the runner",
            "has not ended within 30 s."
        })
final class PauseCommand implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final int MOST_LOOKS = 150;

    private final Surroundings around;

    @Mixin
    private MinerOption miner = new MinerOption();

    @Option(
            names = "--now",
            description = "Do not let jobs finish: hand them back to the coordinator, which gives them to another"
                    + " miner or back to this one later, stop the runner, and wait until it is gone (30 s at most).")
    private boolean now;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = Span.class,
            description = "End by itself after so long, such as 30m, 2h or 1d.")
    private @Nullable Duration span;

    PauseCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("now", now);
        if (span != null) {
            request.put("for_secs", span.toSeconds());
        }
        StatusClient client = miner.client(around);
        Map<String, @Nullable Object> answer = client.call("POST", "/pause", request);
        if (now) {
            answer.putAll(awaitDevice(client));
        }
        miner.print(around, answer, () -> say(answer));
        return !now || isFree(answer) ? Complaint.DONE : Complaint.FAILED;
    }

    /** Waits until no runner is left, and says whether that is so. */
    private Map<String, @Nullable Object> awaitDevice(StatusClient client) throws IOException, InterruptedException {
        Map<String, @Nullable Object> device = client.call("GET", "/pause", Map.of());
        for (int looks = 1; looks < MOST_LOOKS && !isFree(device); looks++) {
            around.pause().sleep(EVERY);
            device = client.call("GET", "/pause", Map.of());
        }
        return device;
    }

    private static boolean isFree(Map<String, @Nullable Object> answer) {
        return Boolean.TRUE.equals(answer.get("device_free"));
    }

    private void say(Map<String, @Nullable Object> answer) {
        Object until = answer.get("until");
        around.out().println("paused " + (until == null ? "until: aitbc-miner resume" : "until " + Plain.text(until)));
        if (answer.get("working") instanceof Number working && working.longValue() > 0) {
            String jobs = working + (working.longValue() == 1 ? " job" : " jobs");
            around.out()
                    .println(
                            now
                                    ? jobs + " handed back"
                                    : jobs + " still to finish; to stop at once: aitbc-miner pause --now");
        }
        if (now) {
            around.out()
                    .println(
                            isFree(answer)
                                    ? "nothing runs any more: the device is free"
                                    : "the runner has not ended yet; see: aitbc-miner status");
        }
    }
}
