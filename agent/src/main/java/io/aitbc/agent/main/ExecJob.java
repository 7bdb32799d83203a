package io.aitbc.agent.main;

import io.aitbc.agent.cli.Executor;
import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.config.ConfigContext;
import io.aitbc.agent.config.LocalConfig;
import io.aitbc.agent.config.PrivateDirectory;
import io.aitbc.agent.host.Accel;
import io.aitbc.agent.host.AccelDecision;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.agent.host.GpuHint;
import io.aitbc.agent.host.ProbeProcess;
import io.aitbc.agent.job.Admission;
import io.aitbc.agent.job.Attempts;
import io.aitbc.agent.job.Inputs;
import io.aitbc.agent.job.JobDirectories;
import io.aitbc.agent.job.OutputSealer;
import io.aitbc.agent.log.Logging;
import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.time.VertxScheduler;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.job.Job;
import io.aitbc.api.job.Lease;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.ipc.FromRunner;
import io.aitbc.protocols.v1.client.ProofJson;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code aitbc-miner exec}: one attempt at one job through the runner, the sealer and the proof of the service, with no
 * coordinator and no journal. The work is done in a hidden directory inside {@code --out}; its files appear there only
 * when the job is proved. A signal (Ctrl-C, or the terminal closed) cancels the job, so that nothing of it is left.
 */
final class ExecJob implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(ExecJob.class);
    private static final Failure STOPPED = new Failure(FailureCode.E_CANCELED, "stopped by a signal");
    private static final Duration STOP = Duration.ofSeconds(5);

    @SuppressForbidden("the directory's name must be unlike every other run's")
    @Override
    public Result execute(Order order, OnProgress onProgress) throws IOException, InterruptedException {
        Logging.ofProcess().level(order.config().logLevel());
        new PrivateDirectory(ConfigContext.ofProcess(() -> false).uid())
                .prepare(order.config().directories().cache(), Engine.IN_CACHE);
        Accel accel = accel(order.config().accel());
        Vertx vertx = VertxInstance.create();
        ExecutorService io = Threads.one("aitbc-files");
        Path hidden = Files.createTempDirectory(order.out(), ".aitbc-exec-");
        JobDirectories directories = new JobDirectories(hidden);
        String name = UUID.randomUUID().toString();
        try {
            Job job = new Job(
                    order.job().id(),
                    order.job().workload(),
                    order.job().params(),
                    new Lease(Lease.LOCAL_PREFIX + name, 1, null),
                    null);
            Attempts.Result result = attempt(vertx, io, order, job, new Place(directories, name, accel), onProgress);
            return told(job, result, directories.path(name), order.out());
        } finally {
            directories.remove(name);
            Files.deleteIfExists(hidden.resolve("jobs"));
            Files.deleteIfExists(hidden);
            io.shutdown();
            vertx.close();
        }
    }

    private record Place(JobDirectories directories, String name, Accel accel) {}

    private static Attempts.Result attempt(
            Vertx vertx, ExecutorService io, Order order, Job job, Place place, OnProgress onProgress)
            throws IOException, InterruptedException {
        LocalConfig config = order.config();
        VertxScheduler scheduler = new VertxScheduler(vertx);
        Engine engine = new Engine(
                Engine.installed(),
                new Engine.Bounds(config.directories(), config.limits()),
                () -> 1,
                () -> STOP,
                scheduler);
        JobRunner runner = runner(engine, place.accel(), scheduler);
        Attempts attempts = new Attempts(
                runner,
                place.directories(),
                new Inputs(new OfferedInputs(order.given().offered(), io), scheduler, io, new SplittableRandom(0)),
                new OutputSealer(() -> config.limits().maxOutputMb() * 1024 * 1024),
                scheduler,
                io);
        Attempts.Plan plan = new Attempts.Plan(
                job.ref(),
                job.workload(),
                place.name(),
                new Admission.Verdict.Admitted(
                        job.params(), order.given().named(), config.limits().maxRuntime()),
                () -> false);
        CompletableFuture<Attempts.Result> result = new CompletableFuture<>();
        Runnable stop = () -> scheduler.execute(() -> attempts.cancel(job.ref(), STOPPED));
        Signals.handle(stop, stop);
        scheduler.execute(() -> attempts.attempt(
                        plan, progress -> onProgress.progress(progress.fraction(), progress.message()))
                .thenCompose(ended -> runner.stop().thenApply(stopped -> ended))
                .whenComplete((ended, error) -> result.complete(ended)));
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an attempt always ends with a result", e);
        }
    }

    /** The engine has the last word on the GPU, as it has in the service. */
    private static JobRunner runner(Engine engine, Accel accel, VertxScheduler scheduler) throws InterruptedException {
        if (accel.gpus().isEmpty()) {
            return engine.runner(accel.device(), "");
        }
        JobRunner onGpu = engine.runner(accel.device(), accel.gpus().get(0).uuid());
        CompletableFuture<Optional<FromRunner.Hello>> said =
                CompletableFuture.supplyAsync(onGpu::warmUp, scheduler).thenCompose(hello -> hello);
        try {
            Accel last = AccelDecision.afterEngine(
                    accel, said.get().map(FromRunner.Hello::device).orElse("no device: it does not start"));
            if (last.mode() == AccelMode.GPU) {
                return onGpu;
            }
            warn(last);
            return engine.runner(last.device(), "");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a warm-up always ends with an answer", e);
        }
    }

    private static void warn(Accel accel) {
        accel.warnings()
                .forEach(warning -> LOG.atWarn()
                        .addKeyValue("problem", warning.problem())
                        .addKeyValue("fix", warning.fix())
                        .log("accelerator"));
    }

    private static Accel accel(AccelSetting asked) {
        boolean hint = new GpuHint(Path.of("/")).seen();
        boolean worthAsking = asked == AccelSetting.GPU || (asked == AccelSetting.AUTO && hint);
        GpuFindings gpus = worthAsking ? ProbeProcess.likeThisJvm().probe().gpus() : GpuFindings.NONE;
        Accel accel = AccelDecision.decide(asked, gpus, hint);
        warn(accel);
        return accel;
    }

    private static Result told(Job job, Attempts.Result result, Path from, Path out) throws IOException {
        if (result instanceof Attempts.Result.Proved proved) {
            publish(proved.proof(), from, out);
            return new Proved(ProofJson.of(job, proved.proof()));
        }
        if (result instanceof Attempts.Result.Failed failed) {
            return new Failed(failed.failure());
        }
        String cause = result instanceof Attempts.Result.Died died ? died.cause() : String.valueOf(result);
        return new Failed(new Failure(FailureCode.E_RUNNER_DIED, cause));
    }

    private static void publish(Proof proof, Path from, Path out) throws IOException {
        List<OutputFile> files = new ArrayList<>(proof.parts());
        files.add(proof.primary()); // last: whoever finds it finds its parts
        for (OutputFile file : files) {
            Files.move(from.resolve(file.name()), out.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
