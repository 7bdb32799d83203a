package io.aitbc.agent.doctor;

import io.aitbc.agent.ops.SocketPlace;
import io.aitbc.agent.ops.StatusClient;
import java.io.IOException;
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
    public Finding examine() throws Exception {
        return patient.inState(AgentCheck::ask);
    }

    private static Finding ask(Path state) {
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
