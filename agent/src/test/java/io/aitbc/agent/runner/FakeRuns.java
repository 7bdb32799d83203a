package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Safety;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs in real processes that misbehave, under one supervisor. */
abstract class FakeRuns {
    static final Failure CANCELED = new Failure(FailureCode.E_CANCELED, "the coordinator said so");
    static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    final RealScheduler scheduler = new RealScheduler();
    final List<RunProgress> progress = new CopyOnWriteArrayList<>();
    final Settings settings = new Settings();
    private @Nullable ProcessJobRunner runner;
    int jobs;

    /** What a test may change before its first run. */
    static final class Settings {
        String mode = "normal";
        String device = "cpu";
        long memoryLimit = 1L << 30;
        Duration idle = LONG;
        Duration start = LONG;
        Duration begin = LONG;
        Duration grace = Duration.ofMillis(200);
        boolean missing;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (runner != null) {
            on(runner::stop);
        }
        assertThat(scheduler.errors()).isEmpty();
        scheduler.close();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    ProcessJobRunner requireRunner() {
        if (runner == null) {
            RunnerConfig config = new RunnerConfig(
                    Path.of("/nowhere"),
                    settings.device,
                    "",
                    new RunnerConfig.Room(directory, directory, directory, settings.memoryLimit, () -> 1, Safety.OFF),
                    () -> settings.idle,
                    new RunnerConfig.Bounds(settings.start, settings.begin, settings.grace));
            runner = settings.missing
                    ? new ProcessJobRunner(config, scheduler, () -> {
                        throw new IOException("no jars in /nowhere");
                    })
                    : new ProcessJobRunner(config, scheduler, this::fake);
        }
        return runner;
    }

    private ProcessBuilder fake() {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeRunner.class.getName(),
                settings.mode);
    }

    RunOrder order(String workload, Params params, Duration maxRuntime) {
        return new RunOrder(ref(jobs++), workload, params, directory, directory, directory, maxRuntime);
    }

    private static LeaseRef ref(int job) {
        return new LeaseRef(new JobId("job-" + job), "lease-" + job);
    }

    CompletableFuture<RunResult> run(String workload) throws Exception {
        return run(workload, Params.EMPTY);
    }

    CompletableFuture<RunResult> run(String workload, Params params) throws Exception {
        return run(order(workload, params, LONG));
    }

    CompletableFuture<RunResult> run(RunOrder order) throws Exception {
        return call(() -> requireRunner().run(order, progress::add)).toCompletableFuture();
    }

    void cancel(int job, Failure why) {
        scheduler.execute(() -> requireRunner().cancel(ref(job), why));
    }

    static RunResult.Finished finished(CompletableFuture<RunResult> run) throws Exception {
        RunResult result = run.get();
        assertThat(result).isInstanceOf(RunResult.Finished.class);
        return (RunResult.Finished) result;
    }

    /** Calls on the agent's thread, as everybody must. */
    <T> CompletionStage<T> call(Supplier<CompletionStage<T>> task) throws Exception {
        return CompletableFuture.supplyAsync(task, scheduler).get();
    }

    <T> T on(Supplier<CompletionStage<T>> task) throws Exception {
        return call(task).toCompletableFuture().get();
    }

    /** Returns when so much time has passed. */
    void longAfter(Duration delay) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        scheduler.after(delay, () -> over.complete(null));
        over.get();
    }
}
