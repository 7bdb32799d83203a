package io.aitbc.agent.main;

import io.aitbc.agent.cli.Version;
import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.config.ConfigException;
import io.aitbc.agent.config.ConfigSource;
import io.aitbc.agent.config.Directories;
import io.aitbc.agent.config.LoadedConfig;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.config.PrivateDirectory;
import io.aitbc.agent.config.vertx.ConfigLoader;
import io.aitbc.agent.host.GpuHint;
import io.aitbc.agent.host.ProbeProcess;
import io.aitbc.agent.lifecycle.Pause;
import io.aitbc.agent.log.Logging;
import io.aitbc.agent.ops.SocketPlace;
import io.aitbc.agent.ops.StatusServer;
import io.aitbc.agent.ops.http.Counters;
import io.aitbc.agent.systemd.ServiceManager;
import io.aitbc.agent.systemd.SignsOfLife;
import io.aitbc.agent.time.VertxScheduler;
import io.aitbc.api.port.Journal;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code aitbc-miner run}: a miner from its configuration to its last line, in this process. */
public final class RunMiner {
    private static final Logger LOG = LoggerFactory.getLogger(RunMiner.class);

    private static final String JOURNAL = "journal.db";
    private static final Duration REPORT_LIMIT = Duration.ofSeconds(3);
    /** Beyond the drain's bound: the runner's gentle end, the last lines of the journal. */
    private static final Duration WIND_UP = Duration.ofSeconds(30);
    /** The first heartbeat and the first job go before. */
    private static final Duration DOOR_OPENS = Duration.ofSeconds(1);

    private static final Duration PROBE_END = Duration.ofSeconds(1);

    private final Adapters adapters;
    private final Request stop = new Request();
    private final Request reload = new Request();
    private final AtomicInteger stopsAsked = new AtomicInteger();

    public RunMiner(Adapters adapters) {
        this.adapters = adapters;
    }

    /**
     * Runs until it is told to stop, and has.
     *
     * @throws ConfigException with everything that is wrong with the configuration; nothing was changed then
     * @throws IOException when the directories, the lock, the journal or the engine cannot be used; the message says
     *     what to do
     */
    public void run(ConfigSource source) throws ConfigException, IOException, InterruptedException {
        Set<String> ignored = Signals.handle(stop, reload);
        Vertx vertx = VertxInstance.create();
        try {
            GpuHint hint = new GpuHint(Path.of("/"));
            ConfigContext context = ConfigContext.ofProcess(hint::seen);
            ConfigLoader loader = new ConfigLoader(vertx, source, context);
            LoadedConfig loaded = load(loader);
            announce(loaded);
            announce(ignored);
            prepare(loaded.config().directories(), context);
            Directories directories = loaded.config().directories();
            try (DirectoryLock state = DirectoryLock.take(directories.state(), "STATE_DIR");
                    DirectoryLock work = DirectoryLock.take(directories.work(), "WORK_DIR")) {
                serve(vertx, loader, loaded);
                LOG.atDebug().addKeyValue("locks", List.of(state, work)).log("directories are free again");
            }
        } finally {
            vertx.close();
        }
    }

    private static LoadedConfig load(ConfigLoader loader) throws ConfigException {
        try {
            return loader.load().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConfigException wrong) {
                throw wrong;
            }
            throw e;
        }
    }

    private static void announce(LoadedConfig loaded) {
        MinerConfig config = loaded.config();
        Logging log = Logging.ofProcess();
        log.protect(config.apiKey());
        log.level(config.logLevel());
        LOG.atInfo()
                .addKeyValue("version", Version.number())
                .addKeyValue("miner", config.identity().minerId())
                .addKeyValue("coordinator", config.coordinator())
                .addKeyValue("config", loaded.source())
                .log("aitbc-miner starts");
        loaded.warnings()
                .forEach(warning -> LOG.atWarn().addKeyValue("problem", warning).log("configuration"));
    }

    /** SIGINT is ignored in every script's background and nothing is amiss then. */
    private static void announce(Set<String> ignoredSignals) {
        if (ignoredSignals.contains("HUP")) {
            LOG.atInfo().log("SIGHUP is ignored, as it was when this process began: aitbc-miner reload does the same");
        }
        if (ignoredSignals.contains("TERM")) {
            LOG.atWarn().log("SIGTERM is ignored, as it was when this process began: aitbc-miner drain does the same");
        }
    }

    private static void prepare(Directories directories, ConfigContext context) throws IOException {
        PrivateDirectory own = new PrivateDirectory(context.uid());
        own.prepare(directories.state(), Set.of(DirectoryLock.FILE, JOURNAL));
        own.prepare(directories.work(), Set.of(DirectoryLock.FILE));
        own.prepare(directories.cache(), Engine.IN_CACHE);
    }

    private void serve(Vertx vertx, ConfigLoader loader, LoadedConfig loaded) throws IOException, InterruptedException {
        MinerConfig config = loaded.config();
        VertxScheduler scheduler = new VertxScheduler(vertx);
        ExecutorService io = Threads.one("aitbc-files");
        ExecutorService writer = Threads.one("aitbc-journal");
        // Neither waits for the files' thread, nor it for them: a large output takes long, and so does a driver that
        // hangs.
        ExecutorService reports = Threads.one("aitbc-status");
        ExecutorService probing = Threads.one("aitbc-probe");
        LiveConfig live = new LiveConfig(loaded);
        Engine.Bounds bounds = new Engine.Bounds(config.directories(), config.limits());
        Engine engine = new Engine(
                Engine.installed(),
                bounds,
                () -> live.now().limits().concurrency(),
                () -> live.now().pace().runnerIdle(),
                scheduler);
        Journal journal = adapters.journal(config.directories().state().resolve(JOURNAL), writer, scheduler::now);
        List<Journal.Entry> open = journal.open();
        PauseMemory pauses = new PauseMemory(config.directories().state(), journal, reports);
        Pause.Held paused = pauses.kept();
        Counters counters = new Counters(engine.workloads().keySet());
        Miner.Ground ground = new Miner.Ground(
                scheduler, adapters.coordinator(vertx, config, live::apiKey), journal, io, pauses, counters);
        Miner miner = new Miner(live, ground, engine.workloads(), engine.memoryMb(), engine::runner);
        Outlook outlook = new Outlook(miner, scheduler, reports, counters);
        outlook.log(config.outlets());
        CountDownLatch stopped = new CountDownLatch(1);
        ServiceManager manager = ServiceManager.of(System.getenv(), Threads.one("aitbc-notify"));
        Reload reloading = new Reload(loader, live, miner, outlook, manager, scheduler);
        StatusServer status = StatusServer.start(
                SocketPlace.of(
                        System.getenv("RUNTIME_DIRECTORY"), config.directories().state()),
                new OwnerRoutes(miner, outlook, scheduler, reports, stop, reloading::run).all(),
                REPORT_LIMIT);
        scheduler.execute(() -> miner.start(open, paused, ProbeProcess.likeThisJvm(), probing));
        scheduler.execute(signsOfLife(manager, scheduler, miner)::start);
        scheduler.after(DOOR_OPENS, () -> outlook.listen(live.now().outlets()));
        manager.ready();
        stop.answerWith(() ->
                scheduler.execute(() -> stop(miner, live, manager).whenComplete((done, error) -> stopped.countDown())));
        reload.answerWith(reloading::run);
        stopped.await();
        probing.shutdownNow(); // the child that probes goes with it
        status.close();
        outlook.close();
        loader.close();
        io.shutdown();
        writer.shutdown();
        reports.shutdown();
        if (!probing.awaitTermination(PROBE_END.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.atDebug().log("probe did not end");
        }
        manager.end();
    }

    private static SignsOfLife signsOfLife(ServiceManager manager, VertxScheduler scheduler, Miner miner) {
        return new SignsOfLife(
                manager,
                scheduler,
                miner::activity,
                SignsOfLife.watchdog(System.getenv(), ProcessHandle.current().pid()));
    }

    private CompletionStage<Void> stop(Miner miner, LiveConfig live, ServiceManager manager) {
        boolean first = stopsAsked.getAndIncrement() == 0;
        Duration within = first ? live.now().pace().drain() : Duration.ZERO;
        manager.stopping(within.plus(WIND_UP));
        return miner.drain(within);
    }
}
