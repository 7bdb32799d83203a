package io.aitbc.e2e.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.Runner;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner's commands, typed at a real miner. */
class OwnerTest {
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    static Path directory;

    @AutoClose
    private static Site site;

    private static Pool pool;
    private static PoolClient client;
    private static Jobs jobs;
    private static Program miner;

    private long earned;

    @BeforeAll
    static void startCoordinator() {
        site = new Site(directory, "--heartbeat-secs", "1");
        pool = site.pool();
        client = site.client();
        jobs = site.jobs();
        miner = site.online("m", Map.of());
    }

    @BeforeEach
    void miner() {
        if (!miner.isAlive()) {
            miner = pool.startMiner("m", Map.of());
        }
        pool.configure("m", Map.of());
        awaitState("ONLINE");
        earned = client.balance("wallet_m").balance();
    }

    @AfterEach
    void clear() {
        site.clear();
    }

    private long earnedSince() {
        return client.balance("wallet_m").balance() - earned;
    }

    private void awaitState(String state) {
        Eventually.get("state " + state, Jobs.SOON, this::state, state::equals);
    }

    /** Empty while there is no socket yet. */
    private String state() {
        try {
            return pool.status("m").state();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    private Invocation start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", directory.resolve("m/miner.conf").toString()));
        return pool.run("aitbc-miner", Map.of(), all.toArray(String[]::new));
    }

    private Invocation.Ended command(String... arguments) {
        return start(arguments).end(Jobs.SOON);
    }

    private Invocation.Ended done(String... arguments) {
        Invocation.Ended ended = command(arguments);
        assertThat(ended.status()).as(ended.toString()).isZero();
        return ended;
    }

    private String stateAtTheCoordinator() {
        return client.miners().miners().get(0).state().name();
    }

    @Test
    void pauseAtOnceGivesTheMachineToItsOwnerAndTheJobIsCreditedOnceAfterTheResume() {
        JobView job = jobs.endless(null);
        jobs.awaitProgress(job);
        Runner runner = Runner.of(miner);

        assertThat(done("pause", "--now").out()).contains("paused until: aitbc-miner resume");
        assertThat(runner.isAlive()).as("the device is free when it answers").isFalse();
        assertThat(jobs.await(job, JobState.QUEUED).state()).isEqualTo(JobState.QUEUED);
        assertThat(pool.status("m").activity())
                .startsWith("idle: paused by its owner since ")
                .endsWith("; resume with: aitbc-miner resume");
        Eventually.get("the coordinator's word", Jobs.SOON, this::stateAtTheCoordinator, "PAUSED"::equals);
        client.cancel(job.id());
        JobView small = jobs.small();

        miner.terminate();
        assertThat(miner.awaitExit(Jobs.SOON)).isZero();
        miner = pool.startMiner("m", Map.of());
        awaitState("PAUSED");
        Eventually.get("the coordinator's word", Jobs.SOON, this::stateAtTheCoordinator, "PAUSED"::equals);
        assertThat(jobs.now(small).state()).as("nothing is taken while paused").isEqualTo(JobState.QUEUED);

        assertThat(done("resume").out()).startsWith("resumed; now: ");
        assertThat(jobs.awaitEnd(small).state()).isEqualTo(JobState.COMPLETED);
        assertThat(earnedSince()).isEqualTo(Jobs.PRICE);
        assertThat(done("jobs").out()).contains(small.id()).contains("proved");
    }

    @Test
    void whatWasHandedBackIsCreditedExactlyOnce() {
        JobView job = jobs.medium();
        site.holdAtWork("m", miner);
        done("pause", "--now");
        jobs.await(job, JobState.QUEUED);
        done("resume", "--json");
        assertThat(jobs.awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
        Eventually.get(
                "the journal's last line", Jobs.SOON, new MinerState(directory.resolve("m"))::openJobs, List::isEmpty);
        assertThat(earnedSince()).isEqualTo(Jobs.PRICE);
    }

    @Test
    void aPauseLetsWhatRunsFinishAndEndsByItself() {
        JobView job = jobs.medium();
        Runner runner = site.holdAtWork("m", miner);
        assertThat(done("pause", "--for", SHORT.toSeconds() + "s").out()).startsWith("paused until 2");
        runner.release();
        assertThat(jobs.awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
        awaitState("ONLINE");
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void drainFinishesAndEndsTheProcess() {
        JobView job = jobs.medium();
        Runner runner = site.holdAtWork("m", miner);
        Invocation drain = start("drain");
        awaitState("DRAINING");
        runner.release();
        Invocation.Ended drained = drain.end(Jobs.SOON);
        assertThat(drained.status()).as(drained.toString()).isZero();
        assertThat(drained.out()).contains("draining: " + job.id()).endsWith("the miner has ended\n");
        assertThat(miner.awaitExit(Jobs.SOON)).isZero();
        assertThat(jobs.now(job).state()).isEqualTo(JobState.COMPLETED);
        Invocation.Ended again = command("drain");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("the miner is not running");
    }

    @Test
    void reloadSaysWhatChangedAndWhatIsWrong() {
        assertThat(done("reload").out()).contains("nothing changed");
        pool.configure("m", Map.of("LOG_LEVEL", "debug", "MINER_ID", "other"));
        assertThat(done("reload").out().replaceAll(" +", " "))
                .contains("changed\n LOG_LEVEL info → debug\n")
                .contains("waits for a restart (sudo systemctl restart aitbc-miner)\n MINER_ID m → other\n");

        pool.configure("m", Map.of("HEARTBEAT_SECS", "often", "JOB_POLL_SECS", "never"));
        Invocation.Ended wrong = command("reload");
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("2 problems")
                .contains("HEARTBEAT_SECS")
                .contains("JOB_POLL_SECS");
        awaitState("ONLINE");
    }
}
