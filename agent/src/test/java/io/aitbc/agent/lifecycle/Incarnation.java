package io.aitbc.agent.lifecycle;

import io.aitbc.agent.job.Admission;
import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.job.JobDirectories;
import io.aitbc.agent.job.JobRoom;
import io.aitbc.agent.job.Ledger;
import io.aitbc.agent.job.OutputSealer;
import io.aitbc.agent.lease.LeaseKeeper;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.port.Journal;
import io.aitbc.testkit.time.MortalScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** One life of the agent: everything that a start of the program makes and its end takes away. */
final class Incarnation {
    private static final Duration LONGEST_RUN = Duration.ofHours(1);

    final MortalScheduler scheduler;
    final Life life;
    final Journal journal;
    final Gate gate = new Gate();
    final Slots slots;
    final Link link;
    final JobDesk desk;
    final FakeRunner runner;
    final MinerAgent agent;
    final Pause pause;
    private final World world;
    int runnerStops;
    CompletionStage<Void> runnerGone = CompletableFuture.completedFuture(null);
    private final JobDirectories directories;
    private boolean stopped;

    Incarnation(World world, Journal file) {
        this.world = world;
        RandomGenerator random = world.random;
        scheduler = new MortalScheduler(world.time);
        life = new Life(scheduler, world.crashes, file::close);
        journal = new MortalJournal(file, life, () -> world.diskFull);
        slots = new Slots(world.concurrency);
        link = new Link(scheduler);
        Contact contact = new Contact(
                new MortalCoordinator(world.coordinator, life, () -> world.jobsDiskFull), link, scheduler, random);
        runner = new FakeRunner(scheduler, life, world.facts);
        directories = new JobDirectories(world.workDir);
        LeaseKeeper leases = new LeaseKeeper(contact);
        JobRoom room = new JobRoom(
                contact,
                journal,
                new Ledger(scheduler, random, gate),
                new Admission(Map.of(Work.NAME, Work.SPEC), () -> LONGEST_RUN),
                directories,
                new OutputSealer(() -> 1_000_000),
                gate,
                mortalIo());
        desk = new JobDesk(room, runner, leases, () -> {
            if (world.noKeys) {
                throw new IllegalStateException("no more keys");
            }
            return uuid(random);
        });
        agent = new MinerAgent(contact, slots, gate, desk, leases, world.pace, this::capabilities);
        pause = new Pause(contact, gate, desk, new KeptInWorld(), () -> {
            runnerStops++;
            runner.stop();
            return Optional.of(runnerGone);
        });
        agent.pausedBy(pause);
    }

    /** A pause outlives the agent as its file does. */
    private final class KeptInWorld implements Pause.Memory {
        @Override
        public CompletionStage<Void> keep(Pause.Held held) {
            world.kept = held;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<Journal.Entry>> open() {
            return CompletableFuture.completedFuture(journal.open());
        }
    }

    /** Files are written at once, and the agent may die before and after. */
    private Executor mortalIo() {
        return task -> {
            if (life.passes("before files")) {
                task.run();
                life.passes("after files");
            }
        };
    }

    private static UUID uuid(RandomGenerator random) {
        return new UUID((random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63));
    }

    private Capabilities capabilities() {
        return new Capabilities(
                AccelMode.CPU,
                slots.capacity(),
                List.of(Work.NAME),
                List.of(),
                new Capabilities.Limits(0, 1_000, LONGEST_RUN.toSeconds(), 1_000_000),
                null);
    }

    void start() {
        List<Journal.Entry> open = journal.open();
        Set<String> kept = new HashSet<>();
        open.forEach(entry -> kept.add(entry.directory()));
        try {
            directories.sweep(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scheduler.execute(() -> {
            pause.begin(world.kept);
            agent.start(open);
        });
    }

    /** SIGTERM. */
    void drain(Duration bound) {
        scheduler.execute(() -> agent.drain(bound, () -> {
            if (stopped) {
                throw new AssertionError("stopped twice");
            }
            stopped = true;
        }));
    }

    /** True once a drain is over. */
    boolean isStopped() {
        return stopped;
    }
}
