package io.aitbc.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.port.Journal.Step;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.Runner;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kills the real agent at each line of a job's way, and the real coordinator: the job is credited once, or reported
 * failed once. Each test has a miner with a name and a wallet of its own. {@link KilledRunnerTest} kills the runner.
 */
class CreditedOnceTest {
    private static final Pattern STARTS = Pattern.compile("aitbc-miner starts");
    private static final int SIGKILLED = 137;

    @TempDir
    static Path directory;

    @AutoClose
    private static Site site;

    private static Jobs jobs;
    private static int miners;

    private final String name = "m" + ++miners;
    private final String wallet = "wallet_" + name;
    private final List<Program> started = new ArrayList<>();

    @BeforeAll
    static void startCoordinator() {
        site = new Site(directory, "--lease-secs", "5", "--unlisted-secs", "1");
        jobs = site.jobs();
    }

    @AfterEach
    void clear() {
        started.forEach(Program::close); // the next test's job is not for them
        site.clear();
    }

    private Program startDoomed(Step step, String when) {
        Program doomed = site.pool().startMinerClass(name, CrashingMiner.class, List.of(step.name(), when));
        started.add(doomed);
        return doomed;
    }

    private Program start() {
        Program miner = site.pool().startMiner(name, Map.of());
        started.add(miner);
        return miner;
    }

    private void assertCreditedOnce(JobView job) {
        JobView end = jobs.awaitEnd(job);
        assertThat(end.state()).isEqualTo(JobState.COMPLETED);
        assertThat(end.credited()).isEqualTo(Jobs.PRICE);
        assertThat(site.client().balance(wallet).balance()).isEqualTo(Jobs.PRICE);
        assertThat(site.client().balance(wallet).jobsCredited()).isEqualTo(1);
    }

    /** Stops the miner in the ordinary way, and looks at what it left. */
    private void assertNothingLeft(Program miner) {
        miner.awaitLine(STARTS, Jobs.SOON);
        miner.terminate();
        assertThat(miner.awaitExit(Jobs.SOON)).isZero();
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
        Program doomed = startDoomed(step, when);
        JobView job = jobs.small();
        assertThat(doomed.awaitExit(Jobs.SOON)).isEqualTo(SIGKILLED);

        Program next = start();

        assertCreditedOnce(job);
        assertNothingLeft(next);
    }

    @ParameterizedTest
    @CsvSource({"FAILED, before", "FAILED, after", "ACKNOWLEDGED, before", "CLOSED, before"})
    void agentDiesWhileItReportsAFailure(Step step, String when) {
        Program doomed = startDoomed(step, when);
        JobView job = jobs.submit(Map.of("size", 64, "iterations", -1), null);
        assertThat(doomed.awaitExit(Jobs.SOON)).isEqualTo(SIGKILLED);

        Program next = start();

        JobView ended = jobs.awaitEnd(job);
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.failure()).isNotNull();
        assertThat(ended.failure().field()).isEqualTo("iterations");
        assertThat(site.client().balance(wallet).balance()).isZero();
        assertNothingLeft(next);
    }

    @Test
    void agentIsKilledWhileTheRunnerWorks() {
        Program miner = start();
        JobView job = jobs.medium();
        Runner runner = site.holdAtWork(name, miner);
        miner.kill();
        runner.release();
        runner.awaitEnd(); // nobody has told it to

        Program next = start();

        assertCreditedOnce(job);
        assertNothingLeft(next);
    }

    @Test
    void coordinatorIsKilledWhileTheRunnerWorks() {
        Program miner = start();
        JobView job = jobs.medium();
        Runner runner = site.holdAtWork(name, miner);
        site.killCoordinator();
        runner.release();

        assertCreditedOnce(job);
        assertNothingLeft(miner);
    }
}
