package io.aitbc.e2e.wrong;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.SmallDisk;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up under a miner: it says so, takes no jobs, burns none of their attempts, and goes on when there
 * is room again.
 */
class FullDiskTest {
    @TempDir
    Path directory;

    private Pool pool;
    private PoolClient client;
    private Jobs jobs;
    private SmallDisk disk;
    private Path state;

    @BeforeEach
    void startCoordinator() throws IOException {
        disk = SmallDisk.mount(directory.resolve("small"), "2m");
        pool = new Pool(Checkout.home(), directory);
        pool.startCoordinator("--heartbeat-secs", "1", "--unlisted-secs", "1", "--long-poll-secs", "1");
        client = pool.client();
        jobs = new Jobs(client);
    }

    @AfterEach
    void stopAll() throws IOException {
        if (pool != null) {
            pool.close();
            disk.close();
        }
    }

    private void start(Map<String, String> settings) {
        pool.startMiner("m", settings);
        Eventually.get("a miner", Jobs.SOON, () -> client.miners().miners(), seen -> !seen.isEmpty());
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
    }

    private String activity() {
        return pool.statusAt(state).activity();
    }

    private void assertDoneOnceThereIsRoom(JobView job) throws IOException {
        disk.free();
        JobView done = jobs.awaitEnd(job);
        assertThat(done.state()).as("%s", done.failure()).isEqualTo(JobState.COMPLETED);
        assertThat(done.attempts()).as("attempts").isLessThanOrEqualTo(2);
        assertThat(client.balance("wallet_m").jobsCredited()).isEqualTo(2);
        assertThat(client.balance("wallet_m").balance()).isEqualTo(2 * Jobs.PRICE);
        Eventually.get(
                "being idle again", Jobs.SOON, this::activity, said -> said.endsWith("has no job for this miner"));
    }

    @Test
    void journalThatCannotBeWrittenTakesNoJobs() throws IOException {
        state = disk.path().resolve("s");
        start(Map.of("STATE_DIR", state.toString()));
        disk.fill();
        JobView job = jobs.small();

        Eventually.get(
                "the reason",
                Jobs.SOON,
                this::activity,
                said -> said.contains("STATE_DIR") && said.contains("free disk space"));
        assertDoneOnceThereIsRoom(job);
    }

    @Test
    void workDirectoryThatIsFullTakesNoJobs() throws IOException {
        state = directory.resolve("m/state");
        Path work = disk.path().resolve("w");
        start(Map.of("WORK_DIR", work.toString()));
        // What the first job left would be room for the second one's output, were it removed after the disk was filled.
        Eventually.get(
                "the first job's directory to be gone",
                Jobs.SOON,
                () -> work.resolve("jobs").toFile().list(),
                names -> names == null || names.length == 0);
        disk.fill();
        JobView job = jobs.small();

        Eventually.get("the reason", Jobs.SOON, this::activity, said -> said.contains("WORK_DIR"));
        assertDoneOnceThereIsRoom(job);
    }
}
