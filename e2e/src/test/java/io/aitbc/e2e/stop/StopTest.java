package io.aitbc.e2e.stop;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.Runner;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.e2e.harness.Signals;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM at each moment: exit status 0, every job credited or given back, no process left behind. */
class StopTest {
    /**
     * Far more than it takes on a machine that does nothing else (2 s), far less than any bound that could be mistaken
     * for it.
     */
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    @TempDir
    static Path directory;

    @AutoClose
    private static Site site;

    private static Pool pool;
    private static PoolClient client;
    private static Jobs jobs;

    @BeforeAll
    static void startCoordinator() {
        site = new Site(directory, "--heartbeat-secs", "1");
        pool = site.pool();
        client = site.client();
        jobs = site.jobs();
    }

    private static void assertEnds(Program miner, List<ProcessHandle> family) {
        assertThat(miner.awaitExit(AT_ONCE)).isZero();
        Eventually.get(
                "the end of its processes",
                AT_ONCE,
                () -> family,
                all -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static List<ProcessHandle> family(Program miner) {
        return miner.handle().descendants().toList();
    }

    @Test
    void endsAtOnceWhenItIsIdle() {
        Program miner = site.online("idle", Map.of("DRAIN_SECS", "600"));
        List<ProcessHandle> family = family(miner);
        miner.terminate();
        assertEnds(miner, family);
        assertThat(directory.resolve("idle/state/agent.sock")).doesNotExist();
    }

    @Test
    void endsAtOnceWhileItStillLooksAtTheMachine() {
        Program miner = pool.startMiner("young", Map.of());
        Eventually.get(
                "the status socket",
                Jobs.SOON,
                () -> directory.resolve("young/state/agent.sock"),
                socket -> socket.toFile().exists());
        Eventually.get("an answer", Jobs.SOON, () -> pool.status("young").state(), state -> !state.isEmpty());
        List<ProcessHandle> family = family(miner);
        miner.terminate();
        assertEnds(miner, family);
    }

    @Test
    void finishesAJobThatFitsIntoTheBound() {
        Program miner = site.online("patient", Map.of("DRAIN_SECS", "600"));
        JobView job = jobs.medium();
        Runner runner = site.holdAtWork("patient", miner);
        List<ProcessHandle> family = family(miner);
        miner.terminate();
        // Ctrl-C in a terminal goes to every process of the group.
        family.forEach(each -> Signals.send(each.pid(), "INT"));
        Eventually.get("draining", AT_ONCE, () -> pool.status("patient").state(), "DRAINING"::equals);
        runner.release();

        assertThat(miner.awaitExit(Jobs.SOON)).isZero();
        assertThat(jobs.now(job).state()).isEqualTo(JobState.COMPLETED);
        assertThat(client.balance("wallet_patient").balance()).isEqualTo(Jobs.PRICE);
        assertThat(family).noneMatch(ProcessHandle::isAlive);
        assertThat(new MinerState(directory.resolve("patient")).lines())
                .containsExactly("LEASED", "STARTED", "PROVED", "ACKNOWLEDGED", "CLOSED");
    }

    @Test
    void givesBackAJobThatDoesNotFitIntoTheBound() {
        Program miner = site.online("hurried", Map.of("DRAIN_SECS", "1"));
        JobView job = jobs.endless();
        jobs.awaitProgress(job);
        List<ProcessHandle> family = family(miner);
        miner.terminate();

        assertEnds(miner, family);
        JobView given = jobs.now(job);
        assertThat(given.state()).isEqualTo(JobState.QUEUED);
        assertThat(given.attempts()).isEqualTo(1);
        client.cancel(job.id());
        MinerState left = new MinerState(directory.resolve("hurried"));
        assertThat(left.openJobs()).isEmpty();
        assertThat(left.jobDirectories()).isEmpty();
    }

    @Test
    void givesBackAtOnceWhenItIsToldTwiceAndAnotherMinerFinishesTheJob() {
        Program miner = site.online("first", Map.of("DRAIN_SECS", "600"));
        JobView job = jobs.medium();
        Runner runner = site.holdAtWork("first", miner);
        List<ProcessHandle> family = family(miner);
        miner.terminate();
        Eventually.get("draining", AT_ONCE, () -> pool.status("first").state(), "DRAINING"::equals);
        miner.terminate();
        runner.release();
        assertEnds(miner, family);
        assertThat(jobs.now(job).state()).isEqualTo(JobState.QUEUED);

        Program second = site.online("second", Map.of());
        assertThat(jobs.awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
        assertThat(jobs.now(job).attempts()).isEqualTo(2);
        assertThat(client.balance("wallet_first").balance()).isZero();
        assertThat(client.balance("wallet_second").balance()).isEqualTo(Jobs.PRICE);
        List<ProcessHandle> others = family(second);
        second.terminate();
        assertEnds(second, others);
    }

    @Test
    void endsInTimeWhenTheRunnerDoesNotObey() {
        Program miner = site.online("stuck", Map.of("DRAIN_SECS", "0"));
        JobView job = jobs.endless();
        jobs.awaitProgress(job);
        List<ProcessHandle> family = family(miner);
        family.forEach(each -> Signals.send(each.pid(), "STOP")); // as native code that hangs
        miner.terminate();

        assertEnds(miner, family);
        assertThat(jobs.now(job).state()).isEqualTo(JobState.QUEUED);
        client.cancel(job.id());
    }
}
