package io.aitbc.agent.runner;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FromRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Several accelerators as one: each run goes to the one with the fewest runs under way. Used on the agent's thread. */
public final class RunnerPool implements JobRunner {
    private final Map<LeaseRef, JobRunner> underWay = new HashMap<>();
    private final Set<JobRunner> retired = new HashSet<>();
    /** The ends of retired runners that have not come yet. */
    private final List<CompletableFuture<Void>> leaving = new ArrayList<>();

    private List<JobRunner> runners = List.of();
    private Runnable onNoGpu = () -> {};
    private @Nullable String engine;

    /**
     * From now on runs go to these; empty until it is known what there is. Those before are stopped when the last of
     * their runs has ended.
     */
    public void use(List<JobRunner> accelerators) {
        List<JobRunner> before = runners;
        runners = List.copyOf(accelerators);
        before.stream().filter(runner -> !runners.contains(runner)).forEach(runner -> {
            retired.add(runner);
            stopIfFree(runner);
        });
    }

    private void stopIfFree(JobRunner runner) {
        if (!underWay.containsValue(runner) && retired.remove(runner)) {
            leaving.removeIf(CompletableFuture::isDone);
            leaving.add(runner.stop().toCompletableFuture());
        }
    }

    /** Called when a run ended because its GPU is lost. */
    public void onNoGpu(Runnable listener) {
        onNoGpu = listener;
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
        JobRunner runner = idlest;
        return runner.run(order, onProgress).whenComplete((result, error) -> {
            ended(order.ref(), result);
            stopIfFree(runner);
        });
    }

    private void ended(LeaseRef ref, @Nullable RunResult result) {
        underWay.remove(ref);
        if (result instanceof RunResult.Finished finished) {
            engine = finished.by().engine() + " " + finished.by().engineVersion();
        } else if (result instanceof RunResult.Failed failed && failed.failure().code() == FailureCode.E_NOGPU) {
            onNoGpu.run();
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

    /** Completes when none is left, of those that were retired before either. */
    @Override
    public CompletionStage<Void> stop() {
        Stream<CompletableFuture<Void>> here = Stream.concat(runners.stream(), retired.stream())
                .map(runner -> runner.stop().toCompletableFuture());
        return CompletableFuture.allOf(Stream.concat(here, leaving.stream()).toArray(CompletableFuture<?>[]::new));
    }
}
