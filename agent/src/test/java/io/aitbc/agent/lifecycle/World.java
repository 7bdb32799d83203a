package io.aitbc.agent.lifecycle;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import io.aitbc.api.port.Journal;
import io.aitbc.testkit.fake.FakeCoordinator;
import io.aitbc.testkit.fake.FaultPlan;
import io.aitbc.testkit.fake.Terms;
import io.aitbc.testkit.time.VirtualScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that outlives the agent: time, the coordinator, the files, and what the runners did. An agent that dies is
 * started again after a few seconds, as systemd would.
 */
final class World {
    static final Duration RESTART = Duration.ofSeconds(3);

    final VirtualScheduler time = new VirtualScheduler();
    final FakeRunner.Facts facts = new FakeRunner.Facts();
    final RandomGenerator random;
    final FakeCoordinator coordinator;
    final Path workDir;
    final MinerAgent.Pace pace = new FixedPace();
    private final Journals journals;
    CrashPlan crashes = CrashPlan.never();
    int concurrency = 1;
    /** The journal's. */
    boolean diskFull;

    /** That of the jobs' directories, for input files. */
    boolean jobsDiskFull;

    /** A defect: no more keys can be made. */
    boolean noKeys;

    Pause.@Nullable Held kept;
    Incarnation agent;

    /** @param journals opens the journal that the last agent left, with this time of day */
    World(long seed, Terms terms, FaultPlan faults, Path workDir, Journals journals) {
        this.random = new SplittableRandom(seed);
        this.workDir = workDir;
        this.journals = journals;
        this.coordinator = new FakeCoordinator(time, terms, faults, () -> Duration.ofMillis(1 + random.nextInt(20)));
    }

    /** Opens the journal of this world's agent, as the last one left it. */
    @FunctionalInterface
    interface Journals {
        Journal open(Supplier<Instant> clock);
    }

    private static final class FixedPace implements MinerAgent.Pace {
        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(20);
        }

        @Override
        public Duration poll() {
            return Duration.ofSeconds(3);
        }
    }

    /** Starts the program. */
    Incarnation boot() {
        agent = new Incarnation(this, journals.open(time::now));
        agent.start();
        return agent;
    }

    /** Lets time pass until {@code reached}, starting the agent again whenever it has died. */
    boolean runUntil(BooleanSupplier reached, Duration most) {
        Duration end = time.elapsed().plus(most);
        while (time.elapsed().compareTo(end) < 0) {
            boolean held =
                    time.advanceUntil(() -> agent.life.isOver() || reached.getAsBoolean(), end.minus(time.elapsed()));
            if (!agent.life.isOver()) {
                return held;
            }
            time.advance(RESTART);
            boot();
        }
        return reached.getAsBoolean();
    }

    /**
     * Drains the agent and ends its process as the program does. Whether it dies on the way or not, nothing of it may
     * be left to run.
     */
    void shutDown(Duration bound) {
        agent.drain(bound);
        if (!time.advanceUntil(() -> agent.isStopped() || agent.life.isOver(), bound.plusSeconds(11))) {
            throw new AssertionError("the drain did not end within its bound and eleven seconds");
        }
        agent.runner.stop();
        time.runUntilIdle();
        if (agent.scheduler.pending() > 0) {
            throw new AssertionError(agent.scheduler.pending() + " tasks are left of an agent that has stopped");
        }
        agent.life.end();
    }

    JobId submit(String id, Params params) {
        return coordinator.submit(id, Work.NAME, params);
    }

    /** Names under the jobs directory. */
    List<String> directories() {
        Path jobs = workDir.resolve("jobs");
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(jobs)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
