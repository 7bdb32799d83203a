package io.aitbc.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.Runner;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL to the real runner, engine and all, once at each step of a job's way through it: the same lease ends with the
 * same bytes as an undisturbed run, credited once.
 */
class KilledRunnerTest {
    private static final Map<String, Object> PARAMS = Map.of("size", 1024, "iterations", 60, "seed", 4711);

    @TempDir
    static Path directory;

    @AutoClose
    private static Site site;

    private static Jobs jobs;
    private static Program miner;
    private static String undisturbed;

    private long credited;

    @BeforeAll
    static void runOneUndisturbed() {
        site = new Site(directory, "--heartbeat-secs", "1");
        jobs = site.jobs();
        miner = site.online("m", Map.of("LOG_LEVEL", "debug"));
        JobView job = jobs.awaitEnd(submit());
        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        undisturbed = job.outputSha();
        assertThat(undisturbed).isNotEmpty();
    }

    /** The last test may have left no runner behind: a job brings one, and it stays. */
    @BeforeEach
    void warmUp() {
        jobs.awaitEnd(jobs.small());
        credited = site.client().balance("wallet_m").jobsCredited();
    }

    @AfterEach
    void clear() {
        site.clear();
    }

    private static JobView submit() {
        return jobs.submit(PARAMS, null);
    }

    /** The journal has the job proved once, after so many starts. */
    private void assertCreditedOnceAfter(JobView job, Integer... starts) {
        JobView end = jobs.awaitEnd(job);
        assertThat(end.state()).as("%s", end.failure()).isEqualTo(JobState.COMPLETED);
        assertThat(end.outputSha()).isEqualTo(undisturbed);
        assertThat(end.attempts()).as("leases").isEqualTo(1);
        assertThat(end.credited()).isEqualTo(Jobs.PRICE);
        assertThat(site.client().balance("wallet_m").jobsCredited() - credited).isEqualTo(1);

        MinerState kept = new MinerState(directory.resolve("m"));
        Eventually.get("the journal's last line", Jobs.SOON, kept::openJobs, List::isEmpty);
        List<String> lines = kept.lines(job.id());
        assertThat(lines).filteredOn("STARTED"::equals).size().isIn((Object[]) starts);
        assertThat(lines)
                .filteredOn(line -> !line.equals("STARTED"))
                .containsExactly("LEASED", "PROVED", "ACKNOWLEDGED", "CLOSED");
        assertThat(kept.jobDirectories()).isEmpty();
    }

    @Test
    void rightAfterItsStart() {
        Runner.of(miner).kill(); // the warm one
        JobView job = submit();
        Runner runner = Runner.of(miner);
        runner.kill();

        assertCreditedOnceAfter(job, 2);
        assertThat(miner.lines())
                .as("it was killed before its hello")
                .noneMatch(line -> line.contains("runner is ready pid=" + runner.pid() + " "));
    }

    /** The job may be given to it before its death is known. */
    @Test
    void whileItWaitsForWork() {
        Runner.of(miner).kill();

        assertCreditedOnceAfter(submit(), 1, 2);
    }

    @Test
    void whenItHasBegun() {
        JobView job = submit();
        miner.awaitLine(Pattern.compile("run started job=" + Pattern.quote(job.id())), Jobs.SOON);
        Runner.of(miner).kill();

        assertCreditedOnceAfter(job, 2);
    }

    @Test
    void inTheMiddle() {
        JobView job = submit();
        site.holdAtWork("m", miner).kill();

        assertCreditedOnceAfter(job, 2);
    }

    /**
     * When its output is there, it may have told of it or not. Nobody takes the proof meanwhile, so the output stays.
     */
    @Test
    void atItsEnd() throws IOException {
        JobView job = submit();
        Runner runner = site.holdAtWork("m", miner);
        site.holdCoordinator();
        runner.release();
        long until = System.nanoTime() + Jobs.SOON.toNanos();
        while (!isOutputThere()) { // without a pause, to be in time
            assertThat(System.nanoTime())
                    .as("nanoseconds until an output is there")
                    .isLessThan(until);
        }
        runner.kill();
        site.releaseCoordinator();

        assertCreditedOnceAfter(job, 1, 2);
    }

    private static boolean isOutputThere() throws IOException {
        Path all = directory.resolve("m/work/jobs");
        try (Stream<Path> each = Files.list(all)) {
            return each.anyMatch(job -> Files.exists(job.resolve("out.json")));
        }
    }
}
