package io.aitbc.e2e.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The miner as it is shipped, against a coordinator that knows only the guide's three calls. */
class GuideCoordinatorTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void jobIsRunAndProvedInTheGuidesWords() throws Exception {
        try (GuideCoordinator coordinator = new GuideCoordinator(0);
                Pool pool = new Pool(Checkout.home(), directory)) {
            Program miner =
                    pool.startMiner("m", Map.of("COORD_URL", coordinator.url(), "MINER_ID", "$(hostname)-gpu0"));
            Eventually.get("a proof", SOON, coordinator::proofs, proofs -> !proofs.isEmpty());
            Eventually.get(
                    "the journal's last line", SOON, new MinerState(directory.resolve("m"))::openJobs, List::isEmpty);
            miner.terminate();
            assertThat(miner.awaitExit(SOON)).isZero();

            Map<?, ?> proof = coordinator.proofs().get(0);
            assertThat(proof.keySet()).isEqualTo(Set.of("id", "mode", "output_sha", "metrics"));
            assertThat(proof.get("id")).isEqualTo("guide-job-1");
            assertThat(proof.get("mode")).isEqualTo("cpu");
            assertThat((String) proof.get("output_sha")).matches("[0-9a-f]{64}");
            assertThat(coordinator.proofs()).hasSize(1);

            Map<?, ?> heartbeat = coordinator.heartbeats().get(0);
            assertThat(heartbeat.keySet()).isEqualTo(Set.of("miner_id", "wallet", "mode", "gpu"));
            assertThat((String) heartbeat.get("miner_id")).endsWith("-gpu0").doesNotContain("$");
            assertThat(coordinator.questions().get(0)).contains("miner=").contains("slots=1");
            assertThat(new MinerState(directory.resolve("m")).lines())
                    .containsExactly("LEASED", "STARTED", "PROVED", "ACKNOWLEDGED", "CLOSED");
        }
    }

    @Test
    void proofWhoseAnswerIsLostIsSentAgainUnchanged() throws Exception {
        try (GuideCoordinator coordinator = new GuideCoordinator(2);
                Pool pool = new Pool(Checkout.home(), directory)) {
            pool.startMiner("m", Map.of("COORD_URL", coordinator.url()));
            List<Map<?, ?>> proofs =
                    Eventually.get("three proofs", SOON, coordinator::proofs, seen -> seen.size() == 3);
            assertThat(Set.copyOf(proofs)).hasSize(1);
            Eventually.get(
                    "the journal's last line", SOON, new MinerState(directory.resolve("m"))::openJobs, List::isEmpty);
        }
    }
}
