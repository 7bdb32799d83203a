package io.aitbc.agent.job;

import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.runner.RunOrder;
import io.aitbc.agent.runner.RunProgress;
import io.aitbc.agent.runner.RunResult;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.outcome.Provenance;
import io.aitbc.api.param.InputFile;
import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.FromRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at one job: a fresh directory, its input files, a run, and the outputs sealed. The only place where a
 * {@link Proof} is made, and it is made of files that this process has read.
 */
public final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final JobRunner runner;
    private final JobDirectories directories;
    private final Inputs inputs;
    private final OutputSealer sealer;
    private final Scheduler scheduler;
    private final Executor io;

    /** @param io where files are read and written */
    public Attempts(
            JobRunner runner,
            JobDirectories directories,
            Inputs inputs,
            OutputSealer sealer,
            Scheduler scheduler,
            Executor io) {
        this.runner = runner;
        this.directories = directories;
        this.inputs = inputs;
        this.sealer = sealer;
        this.scheduler = scheduler;
        this.io = io;
    }

    /** How an attempt ended. */
    public sealed interface Result {
        record Proved(Proof proof) implements Result {}

        record Failed(Failure failure) implements Result {}

        record Died(String cause) implements Result {}

        /** The runner was killed because of another job. */
        record Displaced(String cause) implements Result {}
    }

    /** What to attempt: a run whose directory is known by name and not made yet. */
    public record Plan(
            LeaseRef ref,
            String workload,
            String directory,
            Admission.Verdict.Admitted admitted,
            BooleanSupplier stopped) {}

    /** Never completes exceptionally; completes on the agent's thread. */
    public CompletionStage<Result> attempt(Plan plan, Consumer<RunProgress> onProgress) {
        return CompletableFuture.supplyAsync(() -> freshDirectory(plan.directory()), io)
                .thenComposeAsync(directory -> supplied(plan, directory, onProgress), scheduler)
                .exceptionally(Attempts::failedByUs)
                .thenApplyAsync(result -> result, scheduler);
    }

    private Path freshDirectory(String name) {
        try {
            return directories.fresh(name).toAbsolutePath();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private CompletionStage<Result> supplied(Plan plan, Path directory, Consumer<RunProgress> onProgress) {
        List<InputFile> files = plan.admitted().inputs();
        if (files.isEmpty() || plan.stopped().getAsBoolean()) {
            return run(plan, directory, onProgress);
        }
        onProgress.accept(new RunProgress(0, "fetching input files"));
        return inputs.bring(plan.ref(), files, JobDirectories.inputs(directory))
                .thenComposeAsync(
                        missing -> missing.<CompletionStage<Result>>map(
                                        why -> CompletableFuture.completedFuture(new Result.Failed(why)))
                                .orElseGet(() -> run(plan, directory, onProgress)),
                        scheduler);
    }

    /** Ends what is under way for that job: its run, or the wait for its input files. */
    public void cancel(LeaseRef ref, Failure why) {
        inputs.cancel(ref, why);
        runner.cancel(ref, why);
    }

    /** Fetches nothing more; what waited for it is left as it is. */
    void stop() {
        inputs.stop();
    }

    private CompletionStage<Result> run(Plan plan, Path directory, Consumer<RunProgress> onProgress) {
        if (plan.stopped().getAsBoolean()) { // no runner knows of the job yet, so none could be told
            return CompletableFuture.completedFuture(new Result.Failed(Stops.BEFORE_RUN));
        }
        RunOrder order = new RunOrder(
                plan.ref(),
                plan.workload(),
                plan.admitted().params(),
                directory,
                JobDirectories.checkpoint(directory),
                JobDirectories.inputs(directory),
                plan.admitted().maxRuntime());
        return runner.run(order, onProgress).thenComposeAsync(result -> concluded(result, directory), io);
    }

    private CompletionStage<Result> concluded(RunResult result, Path directory) {
        if (result instanceof RunResult.Finished finished) {
            return CompletableFuture.completedFuture(prove(finished, directory));
        }
        return CompletableFuture.completedFuture(unproved(result));
    }

    private static Result unproved(RunResult result) {
        if (result instanceof RunResult.Failed failed) {
            return new Result.Failed(failed.failure());
        }
        return result instanceof RunResult.Displaced displaced
                ? new Result.Displaced(displaced.cause())
                : new Result.Died(((RunResult.Died) result).cause());
    }

    private Result prove(RunResult.Finished finished, Path directory) {
        try {
            FromRunner.Done done = finished.done();
            List<OutputFile> files = sealer.seal(directory, done.files());
            FromRunner.Hello by = finished.by();
            AccelMode mode = by.device().startsWith("cuda") ? AccelMode.GPU : AccelMode.CPU;
            Provenance provenance = new Provenance(
                    by.engine(), by.engineVersion(), by.device(), by.deviceName(), done.modelDigest(), done.seed());
            return new Result.Proved(
                    new Proof(files.get(0), files.subList(1, files.size()), mode, done.metrics(), provenance));
        } catch (OutputSealer.UnfitOutputException e) {
            return new Result.Failed(e.failure());
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static Result failedByUs(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof IOException) {
            return new Result.Failed(noSpace(cause));
        }
        LOG.atError().setCause(cause).log("attempt failed for a reason of our own");
        return new Result.Failed(new Failure(FailureCode.E_INTERNAL, "the agent failed: " + cause));
    }

    /** What becomes of a job when a file of it could not be written. */
    static Failure noSpace(Throwable cause) {
        LOG.atError().addKeyValue("cause", cause).log("WORK_DIR cannot be used");
        return new Failure(FailureCode.E_NO_SPACE, "the miner's work directory is full or cannot be written");
    }
}
