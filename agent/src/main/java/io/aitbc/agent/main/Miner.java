package io.aitbc.agent.main;

import io.aitbc.agent.config.ConfigDiff;
import io.aitbc.agent.config.ConfigKey;
import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.host.GpuHint;
import io.aitbc.agent.host.HostProbe;
import io.aitbc.agent.job.Admission;
import io.aitbc.agent.job.JobDesk;
import io.aitbc.agent.job.JobDirectories;
import io.aitbc.agent.job.JobRoom;
import io.aitbc.agent.job.Ledger;
import io.aitbc.agent.job.OutputSealer;
import io.aitbc.agent.lease.LeaseKeeper;
import io.aitbc.agent.lifecycle.MinerAgent;
import io.aitbc.agent.lifecycle.Pause;
import io.aitbc.agent.link.Contact;
import io.aitbc.agent.link.Link;
import io.aitbc.agent.ops.StatusReport;
import io.aitbc.agent.ops.http.CountedCoordinator;
import io.aitbc.agent.ops.http.CountedRunner;
import io.aitbc.agent.ops.http.Counters;
import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.slot.Slots;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.port.Journal;
import io.aitbc.api.port.Scheduler;
import io.aitbc.models.ModelStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One miner, put together. Used on the agent's thread. */
final class Miner {
    private static final Logger LOG = LoggerFactory.getLogger(Miner.class);

    private final LiveConfig config;
    private final Journal journal;
    private final Map<String, WorkloadSpec> workloads;
    private final Executor io;
    private final Slots slots;
    private final Gate gate = new Gate();
    private final JobDirectories directories;
    private final Accelerators accelerators;
    private final HeldModels models;
    private final Contact contact;
    private final JobDesk desk;
    private final MinerAgent agent;
    private final Pause pause;
    private final StatusBoard board;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final long memoryMb;

    /**
     * What the process gives a miner to stand on.
     *
     * @param io one thread for files, so that the sweep of old job directories is over before the first new one is made
     * @param pauses keeps what its owner asked for
     * @param counters what is counted for /metrics
     */
    record Ground(
            Scheduler scheduler,
            Coordinator coordinator,
            Journal journal,
            Executor io,
            Pause.Memory pauses,
            Counters counters) {}

    /**
     * @param workloads what the runner can do, by name
     * @param memoryMb what a runner may take, MiB
     */
    @SuppressForbidden("keys and directory names must be unlike every other miner's")
    Miner(
            LiveConfig config,
            Ground ground,
            Map<String, WorkloadSpec> workloads,
            long memoryMb,
            Accelerators.RunnerMaker makeRunner) {
        this.config = config;
        this.memoryMb = memoryMb;
        this.journal = ground.journal();
        this.workloads = workloads;
        this.io = ground.io();
        MinerConfig settings = config.now();
        Scheduler scheduler = ground.scheduler();
        SecureRandom random = new SecureRandom();
        contact = new Contact(
                new CountedCoordinator(ground.coordinator(), ground.counters()),
                new Link(scheduler),
                scheduler,
                random);
        slots = new Slots(settings.limits().concurrency());
        directories = new JobDirectories(settings.directories().work());
        accelerators = new Accelerators(settings, scheduler, gate, new GpuHint(Path.of("/")), makeRunner);
        Path modelDir = settings.directories().models();
        models = new HeldModels(scheduler, Threads.few("aitbc-models", 1), () -> new ModelStore(modelDir).inventory());
        JobRoom room = new JobRoom(
                contact,
                journal,
                new Ledger(scheduler, random, gate),
                new Admission(workloads, config::maxRuntime),
                directories,
                new OutputSealer(config::maxOutputBytes),
                gate,
                io);
        LeaseKeeper leases = new LeaseKeeper(contact);
        desk = new JobDesk(
                room, new CountedRunner(accelerators.pool(), ground.counters(), scheduler), leases, UUID::randomUUID);
        agent = new MinerAgent(contact, slots, gate, desk, leases, config, this::capabilities);
        pause = new Pause(contact, gate, desk, ground.pauses(), accelerators::free);
        agent.pausedBy(pause);
        board = new StatusBoard(
                config,
                new StatusBoard.Parts(agent, pause, desk, slots, contact.link(), accelerators),
                scheduler.now());
    }

    /**
     * Begins: takes up what the journal holds {@code open}, and looks at the machine meanwhile.
     *
     * @param paused the pause that the last process left, or null
     * @param probing where to look at the machine, which may take half a minute when a driver hangs
     */
    void start(List<Journal.Entry> open, Pause.@Nullable Held paused, HostProbe probe, Executor probing) {
        pause.begin(paused);
        if (workloads.isEmpty()) {
            gate.shut(
                    Gate.Hold.ENGINE,
                    "no engine is installed, so there is no work to take: install aitbc-miner-engine-cpu");
        }
        accelerators.onChange(() -> {
            pause.check();
            agent.beat();
        });
        accelerators.probe(probe, probing);
        Set<String> kept = open.stream().map(Journal.Entry::directory).collect(Collectors.toUnmodifiableSet());
        io.execute(() -> sweep(kept));
        agent.start(open);
        models.start(agent::beat);
    }

    /**
     * Stops taking jobs and winds down.
     *
     * @param within how long running jobs may take to finish
     * @return completes when nothing moves any more and the journal is closed
     */
    CompletionStage<Void> drain(Duration within) {
        models.stop();
        agent.drain(within, () -> accelerators.pool().stop().whenCompleteAsync((done, error) -> windUp(), io));
        return stopped;
    }

    private void windUp() {
        try {
            contact.coordinator().close();
            journal.close();
        } finally {
            stopped.complete(null);
        }
    }

    /** Takes up what may change while the miner runs; the rest of {@code next} is named in the log. */
    ConfigDiff reload(LoadedConfig next) {
        ConfigDiff diff = ConfigDiff.between(config.loaded(), next);
        config.replace(config.loaded().withLive(next));
        slots.resize(config.now().limits().concurrency());
        for (ConfigDiff.Change change : diff.changes()) {
            LOG.atInfo()
                    .addKeyValue("key", change.key())
                    .addKeyValue("before", change.before())
                    .addKeyValue("after", change.after())
                    .log(change.live() ? "configuration changed" : "configuration change waits for a restart");
        }
        int unsent = desk.all().size();
        if (unsent > 0 && diff.changes().stream().anyMatch(change -> change.key() == ConfigKey.API_KEY)) {
            LOG.atWarn()
                    .addKeyValue("jobs", unsent)
                    .log(
                            "API key changed while jobs of the old one are here, the coordinator may not take their results");
        }
        if (diff.isEmpty()) {
            LOG.atInfo().log("configuration read again, nothing changed");
        }
        models.look();
        agent.beat();
        return diff;
    }

    private void sweep(Set<String> kept) {
        try {
            directories.sweep(kept);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("cause", e).log("old job directories cannot be removed");
        }
    }

    /** One line that is true: what the miner does, or why it is idle. On the agent's thread. */
    String activity() {
        return board.activity();
    }

    /** What its owner may ask for. */
    Pause pause() {
        return pause;
    }

    /** True when it was told to stop. */
    boolean isDraining() {
        return agent.state() == MinerAgent.State.DRAINING;
    }

    /** The last {@code limit} jobs that are closed, newest first. On any thread but the agent's. */
    List<StatusReport.Result> recent(int limit) {
        return StatusBoard.recent(journal, limit);
    }

    /** How the miner is now; {@link #report} makes it whole. */
    StatusBoard.Now now() {
        return board.now();
    }

    /** Why no job would be taken; empty when one would. */
    Optional<String> unready() {
        return board.unready();
    }

    /** On any thread but the agent's. */
    StatusReport report(StatusBoard.Now now, StatusBoard.Outside outside) {
        return board.report(now, journal, contact.scheduler().now(), outside);
    }

    private Capabilities capabilities() {
        MinerConfig settings = config.now();
        Capabilities.Limits limits = new Capabilities.Limits(
                accelerators.vramMb(), memoryMb, settings.limits().maxRuntime().toSeconds(), config.maxOutputBytes());
        return new Capabilities(
                accelerators.mode(),
                slots.capacity(),
                workloads.keySet().stream().sorted().toList(),
                models.ids(),
                limits,
                accelerators.machine());
    }
}
