package io.aitbc.e2e.stop;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.Runner;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that are stopped before their end, by their client or by their deadline; the next job on the same miner is done.
 */
class CancelTest {
    @TempDir
    static Path directory;

    @AutoClose
    private static Site site;

    private static PoolClient client;
    private static Jobs jobs;
    private static Program miner;

    @BeforeAll
    static void startMiner() {
        site = new Site(directory, "--heartbeat-secs", "1");
        client = site.client();
        jobs = site.jobs();
        miner = site.online("m", Map.of());
    }

    private static void assertNextJobIsDone() {
        long before = client.balance("wallet_m").balance();
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
        assertThat(client.balance("wallet_m").balance() - before).isEqualTo(Jobs.PRICE);
    }

    @Test
    void canceledJobEndsAndItsRunnerGoesOn() {
        JobView job = jobs.endless();
        jobs.awaitProgress(job);
        long runner = Runner.of(miner).pid();
        client.cancel(job.id());

        assertThat(jobs.awaitEnd(job).state()).isEqualTo(JobState.CANCELED);
        Eventually.get(
                "an idle slot",
                Jobs.SOON,
                () -> site.pool().status("m").objects("jobs").size(),
                left -> left == 0);
        assertNextJobIsDone();
        assertThat(Runner.of(miner).pid())
                .as("the runner obeyed, so it is not killed")
                .isEqualTo(runner);
        assertThat(jobs.now(job).credited()).isNull();
    }

    @Test
    void canceledJobEndsEvenWhenItsRunnerHangs() {
        JobView job = jobs.endless();
        jobs.awaitProgress(job);
        Runner runner = Runner.of(miner);
        runner.hold();
        client.cancel(job.id());

        assertThat(jobs.awaitEnd(job).state()).isEqualTo(JobState.CANCELED);
        assertNextJobIsDone();
        assertThat(runner.isAlive()).as("the runner that hung").isFalse();
    }

    @Test
    void jobThatPassesItsDeadlineFails() {
        JobView late = jobs.awaitEnd(jobs.endless(1L));

        assertThat(late.state()).isEqualTo(JobState.FAILED);
        assertThat(Objects.requireNonNull(late.failure()).code()).isEqualTo(FailureCode.E_TIMEOUT);
        assertThat(late.failure().message()).contains("1 s");
        assertThat(late.attempts()).isEqualTo(1);
        assertNextJobIsDone();
    }

    @Test
    void jobWithParametersOutOfRangeFailsOnceAndNamesTheField() {
        JobView wrong = jobs.awaitEnd(jobs.submit(Map.of("size", "big"), null));
        assertThat(wrong.state()).isEqualTo(JobState.FAILED);
        assertThat(Objects.requireNonNull(wrong.failure()).code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(wrong.failure().field()).isEqualTo("size");
        assertThat(wrong.failure().message()).contains("16 to 16384").contains("\"big\"");
        assertThat(wrong.attempts()).isEqualTo(1);

        JobView unknown = jobs.awaitEnd(jobs.submit(Map.of("x".repeat(250), 1), null));
        assertThat(unknown.state()).isEqualTo(JobState.FAILED);
        assertThat(Objects.requireNonNull(unknown.failure()).message()).contains("is not a parameter of torch_bench");
        assertThat(unknown.attempts()).isEqualTo(1);
        assertNextJobIsDone();
    }
}
