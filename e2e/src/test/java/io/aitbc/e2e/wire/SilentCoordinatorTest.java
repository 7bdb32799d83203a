package io.aitbc.e2e.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.MinerStatus;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A coordinator that takes every request and answers none: the agent still answers its owner, and stops when told to.
 */
class SilentCoordinatorTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    @Test
    void minerStaysResponsive() throws Exception {
        try (FaultServer silent = FaultServer.start().otherwise(request -> Reply.silence());
                Pool pool = new Pool(Checkout.home(), directory)) {
            Program miner = pool.startMiner("m", Map.of("COORD_URL", silent.url()));
            Eventually.get("a first request", Jobs.SOON, silent::requests, seen -> !seen.isEmpty());

            MinerStatus status = pool.status("m");
            assertThat(status.state()).isEqualTo("STARTING");
            assertThat(status.activity()).isEqualTo("idle: waiting for the coordinator's first answer");
            miner.terminate();
            assertThat(miner.awaitExit(AT_ONCE)).isZero();
        }
    }
}
