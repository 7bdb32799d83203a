package io.aitbc.e2e.wrong;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose parameters take as much of a small process's memory as 256 KiB of JSON can. */
class LargeParametersTest {
    private static final int EMPTY_OBJECTS = 83_000;

    @TempDir
    Path directory;

    @Test
    void theMinerRefusesThemAndLives() {
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            pool.startCoordinator("--heartbeat-secs", "1");
            Jobs jobs = new Jobs(pool.client());
            Program miner = pool.startMiner("m", Map.of("MAX_CONCURRENCY", "4"));
            List<JobView> large = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                large.add(jobs.submit(Map.of("x", Collections.nCopies(EMPTY_OBJECTS, Map.of())), null));
            }

            for (JobView job : large) {
                JobView ended = jobs.awaitEnd(job);
                assertThat(ended.state()).isEqualTo(JobState.FAILED);
                assertThat(ended.failure()).isNotNull();
                assertThat(ended.failure().field()).isEqualTo("params");
            }
            for (int i = 0; i < 3; i++) {
                assertThat(pool.status("m").state()).isEqualTo("ONLINE");
            }
            assertThat(miner.isAlive()).isTrue();
            assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
        }
    }
}
