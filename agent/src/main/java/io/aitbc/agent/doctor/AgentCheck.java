package io.aitbc.agent.doctor;

import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.ops.SocketPlace;
import io.aitbc.agent.ops.StatusClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The miner runs and answers through its socket. */
record AgentCheck(Patient patient) implements Check {
    private static final Duration ANSWER = Duration.ofSeconds(8);

    @Override
    public String id() {
        return "agent";
    }

    @Override
    public Finding examine() {
        LocalConfig local = patient.local();
        if (local == null) {
            return Finding.skip("the configuration cannot be used, so STATE_DIR is not known");
        }
        Path state = local.directories().state();
        if (Files.exists(state) && !Files.isExecutable(state)) {
            return Finding.skip("STATE_DIR " + state + " is closed to "
                    + patient.self().name() + "; ask as root: sudo aitbc-miner doctor");
        }
        try {
            Map<String, @Nullable Object> status = new StatusClient(SocketPlace.places(state), ANSWER).status();
            String evidence = "the miner is " + status.get("state") + ": " + status.get("activity");
            boolean well = "ONLINE".equals(status.get("state"));
            return well ? Finding.ok(evidence) : Finding.warn(evidence, "see: aitbc-miner status");
        } catch (IOException e) {
            return Finding.warn(String.valueOf(e.getMessage()), "systemctl start aitbc-miner, or: aitbc-miner run");
        }
    }
}
