package io.aitbc.agent.runner;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.ipc.FromRunner;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several accelerators as one: each run goes to the one with the fewest runs under way. Used on the agent's thread. */
public final class RunnerPool implements JobRunner {
    private final Map<LeaseRef, JobRunner> underWay = new HashMap<>();
    private List<JobRunner> runners = List.of();
    private @Nullable String engine;

    /** From now on runs go to these; empty until it is known what there is. */
    public void use(List<JobRunner> accelerators) {
        runners = List.copyOf(accelerators);
    }

    @Override
    public CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress) {
        JobRunner idlest = null;
        long fewest = Long.MAX_VALUE;
        for (JobRunner runner : runners) {
            long busy = underWay.values().stream().filter(runner::equals).count();
            if (busy < fewest) {
                fewest = busy;
                idlest = runner;
            }
        }
        if (idlest == null) {
            return CompletableFuture.completedFuture(new RunResult.Died("no accelerator is ready"));
        }
        underWay.put(order.ref(), idlest);
        return idlest.run(order, onProgress).whenComplete((result, error) -> ended(order.ref(), result));
    }

    private void ended(LeaseRef ref, @Nullable RunResult result) {
        underWay.remove(ref);
        if (result instanceof RunResult.Finished finished) {
            engine = finished.by().engine() + " " + finished.by().engineVersion();
        }
    }

    /** Name and version of the engine that last finished a run; null until one has. */
    public @Nullable String engine() {
        return engine;
    }

    @Override
    public void cancel(LeaseRef ref, Failure why) {
        JobRunner runner = underWay.get(ref);
        if (runner != null) {
            runner.cancel(ref, why);
        }
    }

    /** What the first of them says; they share one engine. */
    @Override
    public CompletionStage<Optional<FromRunner.Hello>> warmUp() {
        return runners.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : runners.get(0).warmUp();
    }

    @Override
    public long memoryBytes() {
        return runners.stream().mapToLong(JobRunner::memoryBytes).sum();
    }

    @Override
    public CompletionStage<Void> stop() {
        return CompletableFuture.allOf(runners.stream()
                .map(runner -> runner.stop().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }
}
