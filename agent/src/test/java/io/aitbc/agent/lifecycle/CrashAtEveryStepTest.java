package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.journal.SqliteJournal;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.FaultPlan;
import io.aitbc.testkit.fake.MemoryJournal;
import io.aitbc.testkit.fake.Terms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent is killed once at each thing that it does to the world: before and after each line of the journal, before
 * each request and before each answer, before and after each run and each use of the disk. Whatever the moment, the job
 * ends credited once or reported failed once.
 */
@ExtendWith(QuietLog.class)
class CrashAtEveryStepTest {
    private static final long SEED = 20260101;

    @TempDir(factory = MemoryDisk.class)
    Path root;

    /**
     * One way that a job can go.
     *
     * @param credited whether it must end paid for; otherwise it must end reported as failed
     */
    private record Scenario(String name, Params params, boolean credited) {
        static final byte[] INPUT = "what the job works on".getBytes(StandardCharsets.US_ASCII);
        static final Scenario SUCCEEDS = new Scenario("succeeds", Work.params(Work.Fate.OK, 1_000), true);

        static Stream<Scenario> all(Kind kind) {
            return Stream.of(
                    SUCCEEDS,
                    new Scenario(
                            "names an input file",
                            Work.withInput(Work.params(Work.Fate.OK, 1_000), Sha256.of(INPUT)),
                            !kind.terms().guideOnly()),
                    new Scenario("succeeds with upload", Work.params(Work.Fate.OK, 1_000, 500), true),
                    new Scenario("runner dies once", Work.params(Work.Fate.DIES_ONCE, 1_000), true),
                    new Scenario("fails", Work.params(Work.Fate.FAILS, 1_000), false),
                    new Scenario("is invalid", Work.params(Work.Fate.OK, 1_000, 0), false),
                    new Scenario("is too large", Work.largeParams(), false));
        }
    }

    private record Kind(String name, Terms terms) {
        static Stream<Kind> all() {
            return Stream.of(
                    new Kind("grants leases", Terms.full()),
                    new Kind("knows only the guide", Terms.guideOnly(Duration.ofSeconds(60))));
        }
    }

    @TestFactory
    Stream<DynamicNode> killedOnce() {
        return Kind.all().flatMap(kind -> Scenario.all(kind).map(scenario -> killedOnce(kind, scenario)));
    }

    private DynamicNode killedOnce(Kind kind, Scenario scenario) {
        List<String> events = run(kind, scenario, CrashPlan.never(), inSqlite());
        Stream<DynamicTest> tests = IntStream.range(0, events.size())
                .mapToObj(i -> DynamicTest.dynamicTest(
                        i + " " + events.get(i), () -> run(kind, scenario, CrashPlan.at(i), inSqlite())));
        return DynamicContainer.dynamicContainer(kind.name() + ", job " + scenario.name(), tests);
    }

    /** Twice, at each pair of moments of one scenario: the recovery is a way of its own. */
    @TestFactory
    Stream<DynamicNode> killedAgainDuringRecovery() {
        return Kind.all().map(kind -> {
            int events =
                    run(kind, Scenario.SUCCEEDS, CrashPlan.never(), inMemory()).size();
            return DynamicContainer.dynamicContainer(
                    kind.name(),
                    IntStream.range(0, events)
                            .mapToObj(first -> DynamicTest.dynamicTest("first at " + first, () -> {
                                int after = run(kind, Scenario.SUCCEEDS, CrashPlan.at(first), inMemory())
                                        .size();
                                for (int second = first + 1; second < after; second++) {
                                    run(kind, Scenario.SUCCEEDS, CrashPlan.at(first, second), inMemory());
                                }
                            })));
        });
    }

    /** @return what happened, in order */
    private List<String> run(Kind kind, Scenario scenario, CrashPlan crashes, World.Journals journals) {
        World world = new World(SEED, kind.terms(), FaultPlan.NOTHING, newDirectory(), journals);
        world.crashes = crashes;
        world.coordinator.offer(Scenario.INPUT);
        JobId job = world.submit("job", scenario.params());
        world.boot();

        boolean quiet = world.runUntil(() -> isQuiet(world, job, scenario), Duration.ofMinutes(30));

        assertThat(quiet)
                .as(
                        "the job is over within half an hour: %s",
                        world.coordinator.book().job(job))
                .isTrue();
        world.crashes = CrashPlan.never();
        assertEnd(world, job, scenario, kind);
        world.shutDown(Duration.ofSeconds(5));
        return crashes.events();
    }

    private static boolean isQuiet(World world, JobId job, Scenario scenario) {
        boolean told = world.coordinator.book().job(job).state().isFinal();
        boolean known = world.agent.journal.recent(1).stream()
                .anyMatch(entry -> scenario.credited() || entry.outcome() != null);
        return (told || (!scenario.credited() && known))
                && world.agent.journal.open().isEmpty()
                && world.agent.desk.all().isEmpty();
    }

    private static void assertEnd(World world, JobId id, Scenario scenario, Kind kind) {
        BookedJob job = world.coordinator.book().job(id);
        assertThat(world.coordinator.book().violations()).isEmpty();
        assertThat(world.directories()).as("directories left").isEmpty();
        if (scenario.credited()) {
            assertThat(job.paid()).as("paid proofs of %s", job).hasSize(1);
            assertThat(job.failures()).isEmpty();
            assertThat(job.state()).isEqualTo(BookedJob.State.COMPLETED);
            assertThat(world.facts.finished()).contains(id);
            assertThat(job.paid().get(0).primary().sha256()).isEqualTo(Work.outputSha(id, scenario.params()));
            assertThat(job.hasContent()).isEqualTo(!kind.terms().guideOnly());
        } else {
            assertThat(job.paid()).isEmpty();
            assertThat(job.failures()).hasSize(!kind.terms().guideOnly() ? 1 : 0);
            assertThat(world.agent.journal.totals().failed()).isEqualTo(1);
        }
    }

    private Path newDirectory() {
        try {
            return Files.createTempDirectory(root, "home");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static World.Journals inMemory() {
        MemoryJournal.Store store = new MemoryJournal.Store();
        return clock -> new MemoryJournal(store, clock);
    }

    private World.Journals inSqlite() {
        Path file = newDirectory().resolve("journal.db");
        return clock -> {
            try {
                return new SqliteJournal(file, Runnable::run, clock);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
