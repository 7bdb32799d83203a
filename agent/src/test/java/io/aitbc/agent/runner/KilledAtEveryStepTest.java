package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.job.Admission;
import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.job.JobDirectories;
import io.aitbc.agent.job.JobRoom;
import io.aitbc.agent.job.Ledger;
import io.aitbc.agent.job.OutputSealer;
import io.aitbc.agent.lease.LeaseKeeper;
import io.aitbc.agent.lifecycle.MinerAgent;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.api.port.Safety;
import io.aitbc.api.wire.Registration;
import io.aitbc.testkit.fake.BookedJob;
import io.aitbc.testkit.fake.FakeCoordinator;
import io.aitbc.testkit.fake.FaultPlan;
import io.aitbc.testkit.fake.MemoryJournal;
import io.aitbc.testkit.fake.Terms;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole agent over a real runner process, which SIGKILL takes once at each step of a job's way through it. */
@Timeout(60)
final class KilledAtEveryStepTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Registration OFFERED =
            new Registration(null, Duration.ofSeconds(20), Duration.ZERO, Duration.ofSeconds(60), 64, 1_000_000);

    @TempDir
    Path directory;

    private final RealScheduler scheduler = new RealScheduler();
    private final FakeCoordinator coordinator =
            new FakeCoordinator(scheduler, Terms.full().offering(OFFERED), FaultPlan.NOTHING);
    private final MemoryJournal journal = new MemoryJournal(new MemoryJournal.Store(), scheduler::now);
    private final Slots slots = new Slots(1);
    private long ids;

    private static final class Pace implements MinerAgent.Pace {
        @Override
        public Duration heartbeat() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration poll() {
            return SOON;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "starting, 2",
        "ready, 2",
        "given the job, 2",
        "running, 2",
        "half written, 2",
        "'written, not reported', 2",
        "reported, 1",
    })
    void theJobIsCreditedOnce(String step, int attempts) throws Exception {
        ProcessJobRunner runner = runner(step);
        MinerAgent agent = agent(runner);
        scheduler.execute(() -> agent.start(List.of()));
        CompletableFuture<JobId> submitted = new CompletableFuture<>();
        scheduler.execute(() -> submitted.complete(coordinator.submit("job", "write", Params.EMPTY)));
        BookedJob job = coordinator.book().job(submitted.get());

        await(() -> job.state().isFinal() && journal.open().isEmpty());

        assertThat(directory.resolve("killed")).as("it was killed").exists();
        assertThat(job.state()).isEqualTo(BookedJob.State.COMPLETED);
        assertThat(job.paid()).hasSize(1);
        assertThat(job.paid().get(0).primary().sha256()).isEqualTo(Sha256.of("half".getBytes(StandardCharsets.UTF_8)));
        assertThat(job.failures()).isEmpty();
        assertThat(job.grants()).isEqualTo(1);
        assertThat(journal.recent(10)).singleElement().matches(entry -> entry.attempts() == attempts);
        assertThat(directory.resolve("jobs")).isEmptyDirectory();
        stop(agent, runner);
        assertThat(coordinator.book().violations()).isEmpty();
    }

    private ProcessJobRunner runner(String step) {
        RunnerConfig config = new RunnerConfig(
                Path.of("/nowhere"),
                "cpu",
                "",
                new RunnerConfig.Room(directory, directory, directory, 1L << 30, () -> 1, Safety.OFF),
                () -> Duration.ofMinutes(1),
                new RunnerConfig.Bounds(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(1)));
        return new ProcessJobRunner(
                config,
                scheduler,
                () -> new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FakeRunner.class.getName(),
                        "normal",
                        step,
                        directory.resolve("killed").toString()));
    }

    private MinerAgent agent(ProcessJobRunner runner) {
        SplittableRandom random = new SplittableRandom(1);
        Gate gate = new Gate();
        Contact contact = new Contact(coordinator, new Link(scheduler), scheduler, random);
        WorkloadSpec spec = new WorkloadSpec("write", "writes a file", false, List.of());
        LeaseKeeper leases = new LeaseKeeper(contact);
        JobRoom room = new JobRoom(
                contact,
                journal,
                new Ledger(scheduler, random, gate),
                new Admission(Map.of(spec.name(), spec), () -> Duration.ofMinutes(1)),
                new JobDirectories(directory),
                new OutputSealer(() -> 1_000_000),
                gate,
                scheduler);
        JobDesk desk = new JobDesk(room, runner, leases, () -> new UUID(0x4000L, ++ids));
        return new MinerAgent(contact, slots, gate, desk, leases, new Pace(), this::capabilities);
    }

    private Capabilities capabilities() {
        return new Capabilities(
                AccelMode.CPU,
                slots.capacity(),
                List.of("write"),
                List.of(),
                new Capabilities.Limits(0, 1_000, 60, 1_000_000),
                null);
    }

    private void await(BooleanSupplier reached) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        look(reached, done);
        done.get(45, TimeUnit.SECONDS);
    }

    private void look(BooleanSupplier reached, CompletableFuture<Void> done) {
        scheduler.after(SOON, () -> {
            if (reached.getAsBoolean()) {
                done.complete(null);
            } else {
                look(reached, done);
            }
        });
    }

    private void stop(MinerAgent agent, ProcessJobRunner runner) throws Exception {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        scheduler.execute(() -> agent.drain(Duration.ZERO, () -> runner.stop().thenRun(() -> stopped.complete(null))));
        stopped.get(15, TimeUnit.SECONDS);
        assertThat(scheduler.errors()).isEmpty();
        scheduler.close();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }
}
