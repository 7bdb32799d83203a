package io.aitbc.benchmarks;

import io.aitbc.benchmarks.measure.JobClock;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes class-data archives: the classes that a coordinator and a miner load when they start and run one job, laid out
 * so that the next JVM maps them instead of reading and checking them again. A JVM writes its archive when it ends, so
 * both are run once for it.
 */
final class ClassData {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final int JOB_SECONDS = 120;

    private final Lab lab;

    ClassData(Lab lab) {
        this.lab = lab;
    }

    /** Where the launchers look for them. */
    record Archives(Path agent, Path coordinator) {
        static Archives installedIn(Path home) {
            return new Archives(
                    home.resolve("agent/target/app/agent.jsa"), home.resolve("coordinator/target/app/coordinator.jsa"));
        }
    }

    /** The archive that comes with the JDK: what a program without one of its own uses. */
    static Path ofJdk() {
        return Path.of(System.getProperty("java.home"), "lib/server/classes.jsa");
    }

    /**
     * Makes both, and puts them in place when they are whole.
     *
     * @throws IllegalStateException when a program did not come up or wrote no archive; what was in place is left
     */
    void make(Archives places) throws IOException, InterruptedException {
        Path agent = lab.directory().resolve("agent.jsa");
        Path coordinator = lab.directory().resolve("coordinator.jsa");
        // on the JDK's own archive, not on one of ours that may be in place
        String base = "-XX:SharedArchiveFile=" + ofJdk() + " -XX:ArchiveClassesAtExit=";
        Map<String, String> dump = Map.of("MINER_JAVA_OPTS", base + agent, "COORDINATOR_JAVA_OPTS", base + coordinator);
        try (Pool pool = lab.pool("class-data", dump)) {
            Program server = pool.startCoordinator();
            Program miner = pool.startMiner("class-data", Lab.usualPaces());
            miner.awaitLine(Pattern.compile("accelerator chosen"), WITHIN);
            JobClock clock = JobClock.on(miner);
            Jobs jobs = new Jobs(pool.client());
            jobs.awaitMiner();
            clock.awaitEnd(jobs.submit(Jobs.tiny()), JOB_SECONDS);
            end(miner);
            end(server);
        }
        move(agent, places.agent());
        move(coordinator, places.coordinator());
    }

    private static void end(Program program) {
        program.terminate();
        program.awaitExit(WITHIN);
    }

    private static void move(Path made, Path place) throws IOException {
        if (!Files.isRegularFile(made)) {
            throw new IllegalStateException("the JVM wrote no archive " + made.getFileName());
        }
        Files.createDirectories(place.toAbsolutePath().getParent());
        Path beside = place.resolveSibling(place.getFileName() + ".new");
        Files.copy(made, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(made);
    }
}
