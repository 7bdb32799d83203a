package io.aitbc.agent.main;

import io.aitbc.agent.config.Directories;
import io.aitbc.agent.config.JobLimits;
import io.aitbc.agent.engine.Engines;
import io.aitbc.agent.host.PlainMachineProbe;
import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.runner.ProcessJobRunner;
import io.aitbc.agent.runner.RunnerConfig;
import io.aitbc.api.param.WorkloadSpec;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.WorkloadDeclarations;
import io.aitbc.models.DigestCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The installed engine: what it says it can do, and runners of it. */
final class Engine {
    /** Set by the launcher: where the runner's jars and declarations lie. */
    private static final String HOME_PROPERTY = "aitbc.runner.home";

    /** The directory below the cache where the engine unpacks itself. */
    static final String CACHE = "engine";

    /** What may lie in the cache directory. */
    static final Set<String> IN_CACHE = Set.of(CACHE, DigestCache.FILE);

    private static final long MEBIBYTE = 1024 * 1024;

    private final Path home;
    private final Directories directories;
    private final long memoryMb;
    private final Safety safety;
    private final IntSupplier places;
    private final Supplier<Duration> idle;
    private final Scheduler scheduler;
    private final Engines engines;
    private final Map<String, WorkloadSpec> workloads;

    /** What the configuration says about runners. */
    record Bounds(Directories directories, JobLimits limits) {}

    /**
     * @param places {@code MAX_CONCURRENCY} as it is now
     * @param idle {@code RUNNER_IDLE_SECS} as it is now
     * @throws IOException when a declaration cannot be read; the message names it
     */
    Engine(Path home, Bounds bounds, IntSupplier places, Supplier<Duration> idle, Scheduler scheduler)
            throws IOException {
        this.home = home;
        this.directories = bounds.directories();
        this.places = places;
        this.memoryMb = memoryMb(bounds.limits());
        this.safety = bounds.limits().safety();
        this.idle = idle;
        this.scheduler = scheduler;
        this.engines = new Engines(home, bounds.directories().state(), System.getenv());
        this.workloads = declared(home);
    }

    /** The directory that the launcher names; an empty path when none does. */
    static Path installed() {
        return Path.of(System.getProperty(HOME_PROPERTY, ""));
    }

    /** What workloads are declared beside the runner's jars, by name; none when there is no runner. */
    static Map<String, WorkloadSpec> declared(Path home) throws IOException {
        Path directory = home.resolve("workloads");
        Map<String, WorkloadSpec> byName = new TreeMap<>();
        if (Files.isDirectory(directory)) {
            WorkloadDeclarations.readAll(directory).forEach(spec -> byName.put(spec.name(), spec));
        }
        return byName;
    }

    /** {@code MAX_RAM_MB}, or three quarters of the machine's memory: the rest is its owner's. */
    private static long memoryMb(JobLimits limits) {
        Long configured = limits.maxRamMb();
        return configured != null
                ? configured
                : Math.max(512, new PlainMachineProbe(Path.of("/")).probe().ramMb() * 3 / 4);
    }

    Map<String, WorkloadSpec> workloads() {
        return workloads;
    }

    /** What a runner may take, MiB. */
    long memoryMb() {
        return memoryMb;
    }

    /**
     * @param device as the engine names it
     * @param card the one card that the runner sees, as {@code CUDA_VISIBLE_DEVICES} names it; empty for no word on it
     */
    JobRunner runner(String device, String card) {
        RunnerConfig.Room room = new RunnerConfig.Room(
                directories.cache().resolve(CACHE),
                directories.cache(),
                directories.models(),
                memoryMb * MEBIBYTE,
                places,
                safety);
        return ProcessJobRunner.make(
                new RunnerConfig(home, device, card, room, idle, RunnerConfig.Bounds.USUAL),
                scheduler,
                () -> engines.forDevice(device).over(System.getenv()));
    }
}
