package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.FailureCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines, and the time that does not count for them. */
@Timeout(60)
final class RunnerTimesTest extends FakeRuns {
    @Test
    void aDeadlineIsACancelOfItsOwn() throws Exception {
        RunResult timedOut =
                run(order("stubborn", Params.EMPTY, Duration.ofMillis(100))).get();
        assertThat(((RunResult.Failed) timedOut).failure().code()).isEqualTo(FailureCode.E_TIMEOUT);
    }

    @Test
    void theWaitForTheDeviceDoesNotCountForTheDeadline() throws Exception {
        CompletableFuture<RunResult> working = run("wait");
        CompletableFuture<RunResult> queued = run(order("queue", Params.EMPTY, Duration.ofMillis(50)));
        finished(run("echo", Params.EMPTY));
        longAfter(Duration.ofMillis(300));
        assertThat(queued).isNotDone();
        finished(run("next", Params.EMPTY));
        finished(queued);
        assertThat(working).isNotDone();
    }

    @Test
    void theWaitForAnotherRunDoesNotCountForTheDeadline() throws Exception {
        CompletableFuture<RunResult> working = run("wait");
        CompletableFuture<RunResult> aside = run(order("aside", Params.EMPTY, Duration.ofSeconds(1)));
        finished(run("echo", Params.EMPTY));
        longAfter(Duration.ofMillis(1_500));
        assertThat(aside).isNotDone();
        finished(run("next", Params.EMPTY));
        finished(aside);
        CompletableFuture<RunResult> canceled = run("aside");
        finished(run("echo", Params.EMPTY));
        cancel(jobs - 2, CANCELED);
        assertThat(canceled.get()).isEqualTo(new RunResult.Failed(CANCELED));
        assertThat(working).isNotDone();
    }

    @Test
    void aRunnerWhoseRunsAllWaitForEachOtherIsKilled() throws Exception {
        settings.begin = Duration.ofMillis(300);
        CompletableFuture<RunResult> one = run("aside");
        CompletableFuture<RunResult> other = run("aside");
        assertThat(one.get()).isInstanceOf(RunResult.Died.class);
        assertThat(other.get()).isInstanceOf(RunResult.Died.class);
    }

    @Test
    void aRunnerThatBeginsNothingIsKilledAndOneAtWorkIsNot() throws Exception {
        settings.begin = Duration.ofSeconds(1);
        CompletableFuture<RunResult> working = run("wait");
        CompletableFuture<RunResult> queued = run("queue");
        finished(run("echo", Params.EMPTY));
        longAfter(Duration.ofMillis(1_500));
        assertThat(queued).isNotDone();
        cancel(0, CANCELED);
        assertThat(working.get()).isEqualTo(new RunResult.Failed(CANCELED));
        assertThat(queued.get()).isEqualTo(new RunResult.Died("the runner began none of its runs within 1 s"));
    }
}
