package io.aitbc.e2e.wrong;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key that the coordinator does not know: the miner stays up, says what is wrong, takes no job, and needs no restart
 * for the right one.
 */
class WrongKeyTest {
    @TempDir
    Path directory;

    @Test
    void minerWaitsForTheRightKey() {
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            String client = pool.addKey("client");
            String wrong = pool.addKey("client"); // a key, but not a miner's
            String right = pool.addKey("miner");
            pool.startKeyedCoordinator("--heartbeat-secs", "1");
            Program miner = pool.startMiner("m", Map.of("API_KEY", "no-key-at-all"));
            Eventually.get(
                    "a miner",
                    Jobs.SOON,
                    () -> directory.resolve("m/state/agent.sock"),
                    socket -> socket.toFile().exists());

            awaitDenied(pool, 401);
            reload(pool, miner, wrong);
            awaitDenied(pool, 403);

            reload(pool, miner, right);
            PoolClient jobsOwner = new PoolClient(pool.url(), client);
            Eventually.get("online", Jobs.SOON, () -> pool.status("m").state(), "ONLINE"::equals);
            Jobs jobs = new Jobs(jobsOwner);
            assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
        }
    }

    private static void awaitDenied(Pool pool, int status) {
        String reason = "idle: the coordinator refuses this miner's key (HTTP " + status;
        Eventually.get(
                "being denied",
                Jobs.SOON,
                () -> pool.status("m"),
                seen -> seen.state().equals("DENIED")
                        && seen.activity().startsWith(reason)
                        && seen.activity().endsWith("check API_KEY"));
    }

    private static void reload(Pool pool, Program miner, String key) {
        pool.configure("m", Map.of("API_KEY", key));
        miner.signal("HUP");
    }
}
