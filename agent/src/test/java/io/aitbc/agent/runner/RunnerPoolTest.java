package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.ipc.FromRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The pool's stop is over when every runner that it ever had is gone. */
class RunnerPoolTest {
    private final RunnerPool pool = new RunnerPool();

    /** Ends, and ends its one run, when the test says so. */
    private static final class HandRunner implements JobRunner {
        private final CompletableFuture<RunResult> result = new CompletableFuture<>();
        private final CompletableFuture<Void> gone = new CompletableFuture<>();
        private int stops;

        @Override
        public CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress) {
            return result;
        }

        @Override
        public void cancel(LeaseRef ref, Failure why) {
            result.complete(new RunResult.Failed(why));
        }

        @Override
        public CompletionStage<Optional<FromRunner.Hello>> warmUp() {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public CompletionStage<Void> stop() {
            stops++;
            return gone;
        }
    }

    @Test
    void waitsForARetiredRunnerThatIsStillEnding() {
        HandRunner before = new HandRunner();
        HandRunner after = new HandRunner();
        pool.use(List.of(before));
        pool.use(List.of(after));
        assertThat(before.stops).isEqualTo(1);
        CompletableFuture<Void> stopped = pool.stop().toCompletableFuture();
        after.gone.complete(null);
        assertThat(stopped).isNotDone();
        before.gone.complete(null);
        assertThat(stopped).isCompleted();
    }

    @Test
    void aRetiredRunnerIsStoppedOnceItsRunsAreOverAndThenForgotten() {
        HandRunner before = new HandRunner();
        HandRunner after = new HandRunner();
        after.gone.complete(null);
        pool.use(List.of(before));
        RunOrder order = new RunOrder(
                new LeaseRef(new JobId("job"), "lease"),
                "echo",
                Params.EMPTY,
                Path.of("d"),
                Path.of("d/checkpoint"),
                Path.of("d/inputs"),
                Duration.ofMinutes(1));
        CompletionStage<RunResult> run = pool.run(order, progress -> {});
        pool.use(List.of(after));
        assertThat(before.stops).isZero();
        before.result.complete(new RunResult.Died("over"));
        assertThat(run.toCompletableFuture()).isCompletedWithValue(new RunResult.Died("over"));
        assertThat(before.stops).isEqualTo(1);
        assertThat(pool.stop().toCompletableFuture()).isNotDone();
        before.gone.complete(null);
        assertThat(pool.stop().toCompletableFuture()).isCompleted();
        assertThat(before.stops).isEqualTo(1);
    }
}
