package io.aitbc.agent.ops.http;

import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.runner.RunOrder;
import io.aitbc.agent.runner.RunProgress;
import io.aitbc.agent.runner.RunResult;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.port.Scheduler;
import io.aitbc.ipc.FromRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A runner whose runs are counted and timed. */
public final class CountedRunner implements JobRunner {
    private final JobRunner runner;
    private final Counters counters;
    private final Scheduler clock;

    public CountedRunner(JobRunner runner, Counters counters, Scheduler clock) {
        this.runner = runner;
        this.counters = counters;
        this.clock = clock;
    }

    @Override
    public CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress) {
        Instant began = clock.now();
        return runner.run(order, onProgress).thenApply(result -> {
            Duration took = Duration.between(began, clock.now());
            counters.ran(order.workload(), ended(result), took.isNegative() ? Duration.ZERO : took);
            return result;
        });
    }

    private static Counters.Ended ended(RunResult result) {
        if (result instanceof RunResult.Finished) {
            return Counters.Ended.FINISHED;
        }
        return result instanceof RunResult.Failed ? Counters.Ended.FAILED : Counters.Ended.DIED;
    }

    @Override
    public void cancel(LeaseRef ref, Failure why) {
        runner.cancel(ref, why);
    }

    @Override
    public CompletionStage<Optional<FromRunner.Hello>> warmUp() {
        return runner.warmUp();
    }

    @Override
    public CompletionStage<Void> stop() {
        return runner.stop();
    }

    @Override
    public long memoryBytes() {
        return runner.memoryBytes();
    }
}
