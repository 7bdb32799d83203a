package io.aitbc.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.port.Journal.Step;
import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills the real agent, the real runner and the real coordinator at each step of a job's way: the job is credited once,
 * or reported failed once.
 */
class CreditedOnceTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long PRICE = 7;
    private static final Pattern STARTS = Pattern.compile("aitbc-miner starts");
    private static final Pattern RUNNER_READY = Pattern.compile("runner is ready");
    private static final Set<JobState> OVER =
            Set.of(JobState.COMPLETED, JobState.FAILED, JobState.CANCELED, JobState.EXPIRED);

    @TempDir
    Path directory;

    private Pool pool;
    private Program coordinator;
    private PoolClient client;

    @BeforeEach
    void startCoordinator() {
        pool = new Pool(Checkout.home(), directory);
        coordinator = pool.startCoordinator("--lease-secs", "5");
        client = pool.client();
    }

    @AfterEach
    void stopAll() {
        pool.close();
    }

    private JobView submit(Map<String, Object> params) {
        return client.submit(new SubmitRequest("torch_bench", Map.copyOf(params), JobMode.ANY, PRICE, null, 5));
    }

    private JobView awaitEnd(JobView job) {
        return Eventually.get("end of job", SOON, () -> client.job(job.id()), seen -> OVER.contains(seen.state()));
    }

    private void assertCreditedOnce(JobView job, String miner) {
        assertThat(awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
        assertThat(client.job(job.id()).credited()).isEqualTo(PRICE);
        assertThat(client.balance("wallet_" + miner).balance()).isEqualTo(PRICE);
        assertThat(client.balance("wallet_" + miner).jobsCredited()).isEqualTo(1);
    }

    /** Stops the miner in the ordinary way, and looks at what it left. */
    private void assertNothingLeft(Program miner, String name) {
        miner.awaitLine(STARTS, SOON);
        miner.terminate();
        assertThat(miner.awaitExit(SOON)).isZero();
        MinerState left = new MinerState(directory.resolve(name));
        assertThat(left.openJobs()).isEmpty();
        assertThat(left.jobDirectories()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "LEASED, before",
        "LEASED, after",
        "STARTED, after",
        "PROVED, before",
        "PROVED, after",
        "ACKNOWLEDGED, before",
        "ACKNOWLEDGED, after",
        "CLOSED, before",
        "CLOSED, after",
    })
    void agentDiesAtThisLine(Step step, String when) {
        Program doomed = pool.startMinerClass("m", CrashingMiner.class, List.of(step.name(), when));
        JobView job = submit(Map.of("size", 64, "iterations", 3));
        assertThat(doomed.awaitExit(SOON)).isEqualTo(137);

        Program next = pool.startMiner("m", Map.of());

        assertCreditedOnce(job, "m");
        assertNothingLeft(next, "m");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, before", "FAILED, after", "ACKNOWLEDGED, before", "CLOSED, before"})
    void agentDiesWhileItReportsAFailure(Step step, String when) {
        Program doomed = pool.startMinerClass("m", CrashingMiner.class, List.of(step.name(), when));
        JobView job = submit(Map.of("size", 64, "iterations", -1));
        assertThat(doomed.awaitExit(SOON)).isEqualTo(137);

        Program next = pool.startMiner("m", Map.of());

        JobView ended = awaitEnd(job);
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.failure()).isNotNull();
        assertThat(ended.failure().field()).isEqualTo("iterations");
        assertThat(client.balance("wallet_m").balance()).isZero();
        assertNothingLeft(next, "m");
    }

    @Test
    void agentIsKilledWhileTheRunnerWorks() {
        Program miner = pool.startMiner("m", Map.of());
        JobView job = submit(Map.of("size", 512, "iterations", 2000));
        awaitWork(miner);
        List<ProcessHandle> runners = miner.handle().descendants().toList();
        miner.kill();
        assertThat(runners).isNotEmpty();
        Eventually.get(
                "the orphaned runner's end",
                SOON,
                () -> runners,
                all -> all.stream().noneMatch(ProcessHandle::isAlive));

        Program next = pool.startMiner("m", Map.of());

        assertCreditedOnce(job, "m");
        assertNothingLeft(next, "m");
    }

    @Test
    void runnerIsKilledWhileItWorks() {
        Program miner = pool.startMiner("m", Map.of());
        JobView job = submit(Map.of("size", 512, "iterations", 2000));
        awaitWork(miner);
        miner.handle().descendants().forEach(ProcessHandle::destroyForcibly);

        assertCreditedOnce(job, "m");
        assertNothingLeft(miner, "m");
        assertThat(new MinerState(directory.resolve("m")).lines())
                .containsExactly("LEASED", "STARTED", "STARTED", "PROVED", "ACKNOWLEDGED", "CLOSED");
    }

    @Test
    void coordinatorIsKilledWhileTheRunnerWorks() {
        Program miner = pool.startMiner("m", Map.of());
        JobView job = submit(Map.of("size", 512, "iterations", 2000));
        awaitWork(miner);
        coordinator.kill();

        pool.startCoordinatorAt(pool.url().substring("http://".length()), "--lease-secs", "5");

        assertCreditedOnce(job, "m");
        assertNothingLeft(miner, "m");
    }

    /** The job is under way: it is the first, so its runner is given it with its first breath. */
    private static void awaitWork(Program miner) {
        miner.awaitLine(RUNNER_READY, SOON);
    }
}
