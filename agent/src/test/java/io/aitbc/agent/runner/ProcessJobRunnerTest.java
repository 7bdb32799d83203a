package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FrameReader;
import io.aitbc.ipc.FromRunner;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The supervisor against real processes that misbehave. */
@Timeout(60)
final class ProcessJobRunnerTest extends FakeRuns {
    @Test
    void startsAtTheFirstRunAndKeepsTheProcessWarm() throws Exception {
        RunResult.Finished first = finished(run("echo", new Params(Map.of("a", 1L))));
        RunResult.Finished second = finished(run("echo", Params.EMPTY));
        assertThat(first.done().metrics()).isEqualTo(Map.of("a", 1L));
        assertThat(first.done().files()).hasSize(1);
        assertThat(second.by().pid()).isEqualTo(first.by().pid());
        assertThat(progress).contains(new RunProgress(0.5, "half"));
    }

    @Test
    void passesAFailureOn() throws Exception {
        assertThat(run("fail").get())
                .isEqualTo(new RunResult.Failed(new Failure(FailureCode.E_OOM, "too large", "size")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit | the runner ended with status 3: the reason",
                "die | the runner was killed by signal 9",
                "half | the runner's output broke: stream ended inside a frame",
                "garbage | the runner sent a broken frame: frame length must be 1 to 1048576 bytes, got 1213486160",
                "nonsense | the runner sent a broken frame: frame.type is missing",
                "stranger | the runner spoke of a run that is not its",
                "hello | the runner said hello twice",
                "mumble | the runner closed its output",
                "orphan | the runner ended with status 7",
            })
    void aDeathIsAnAttemptWithItsCauseAndTheNextRunGetsAFreshProcess(String how, String cause) throws Exception {
        RunResult.Finished before = finished(run("echo", Params.EMPTY));
        CompletableFuture<RunResult> bystander = run("wait");
        CompletableFuture<RunResult> victim = run(how);
        RunResult died = victim.get();
        if (how.equals("half") && !died.equals(new RunResult.Died(cause))) {
            cause = "the runner ended with status 0"; // its end was noticed before the end of its output
        }
        assertThat(died).isEqualTo(new RunResult.Died(cause));
        assertThat(bystander.get()).isEqualTo(died);
        RunResult.Finished after = finished(run("echo", Params.EMPTY));
        assertThat(after.by().pid()).isNotEqualTo(before.by().pid());
        if (how.equals("orphan")) {
            long orphan = Long.parseLong(Files.readString(directory.resolve("orphan")));
            ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void cancelsARunThatListens() throws Exception {
        CompletableFuture<RunResult> waiting = run("wait");
        RunResult.Finished other = finished(run("echo", Params.EMPTY));
        cancel(0, CANCELED);
        assertThat(waiting.get()).isEqualTo(new RunResult.Failed(CANCELED));
        assertThat(finished(run("echo", Params.EMPTY)).by()).isEqualTo(other.by());
    }

    @Test
    void killsUnderARunThatDoesNotListen() throws Exception {
        CompletableFuture<RunResult> stubborn = run("stubborn");
        CompletableFuture<RunResult> bystander = run("wait");
        long pid = finished(run("echo", Params.EMPTY)).by().pid();
        cancel(0, CANCELED);
        cancel(0, new Failure(FailureCode.E_TIMEOUT, "a later reason"));
        assertThat(stubborn.get()).isEqualTo(new RunResult.Failed(CANCELED));
        assertThat(bystander.get())
                .as("no death of its own")
                .isEqualTo(new RunResult.Displaced("the runner was killed because a run did not stop when asked"));
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        finished(run("echo", Params.EMPTY));
    }

    @Test
    void cancelsARunThatStillWaitsForItsProcess() throws Exception {
        settings.mode = "mute";
        CompletableFuture<RunResult> waiting = run("echo");
        cancel(0, CANCELED);
        assertThat(waiting.get()).isEqualTo(new RunResult.Failed(CANCELED));
    }

    @Test
    void killsWhatTakesTooMuchMemory() throws Exception {
        settings.memoryLimit = 200L << 20;
        RunResult result = run("grow").get();
        assertThat(((RunResult.Failed) result).failure().code()).isEqualTo(FailureCode.E_OOM);
        finished(run("echo", Params.EMPTY));
    }

    @Test
    void tellsARunWhatIsLeftOfTheLimit() throws Exception {
        long left = (Long) finished(run("limit", Params.EMPTY)).done().metrics().get("memory_limit_bytes");
        assertThat(left).isBetween(1L << 29, (1L << 30) - (4L << 20));
    }

    @Test
    void isTakenByTheKernelFirst() throws Exception {
        assertThat(finished(run("oom_score", Params.EMPTY)).done().metrics()).isEqualTo(Map.of("adj", "500"));
    }

    @Test
    void readsWhateverIsWrittenToStandardError() throws Exception {
        finished(run("flood", Params.EMPTY));
    }

    @Test
    void deliversEveryFrameInOrder() throws Exception {
        finished(run("chatter", Params.EMPTY));
        assertThat(progress).hasSize(20_000);
        assertThat(progress.get(19_999).message()).isEqualTo("word 19999");
    }

    @Test
    void killsWhatARunnerLeavesBehind() throws Exception {
        long pid = (Long) finished(run("child", Params.EMPTY)).done().metrics().get("pid");
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        assertThat(run("garbage").get()).isInstanceOf(RunResult.Died.class);
        child.onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void givesUpOnAProcessThatDoesNotComeUp() throws Exception {
        settings.mode = "mute";
        settings.start = Duration.ofSeconds(1);
        assertThat(run("echo").get()).isEqualTo(new RunResult.Died("the runner did not come up within 1 s"));
        assertThat(on(() -> requireRunner().warmUp())).isEmpty();

        CompletableFuture<RunResult> canceled = run("echo"); // whose end must not be the end of the bound
        cancel(1, CANCELED);
        assertThat(canceled.get()).isEqualTo(new RunResult.Failed(CANCELED));
        assertThat(run("echo").get()).isInstanceOf(RunResult.Died.class);
    }

    @Test
    void saysWhyAProcessDidNotComeUp() throws Exception {
        settings.mode = "stillborn";
        assertThat(run("echo").get())
                .isEqualTo(new RunResult.Died(
                        "the runner ended with status 4: ERROR RunnerMain the engine cannot be loaded"));
    }

    @Test
    void doesNoWorkOnTheProcessorThatIsMeantForTheCard() throws Exception {
        settings.device = "cuda:0"; // the engine says that it runs on the CPU
        assertThat(on(() -> requireRunner().warmUp()).map(FromRunner.Hello::device))
                .contains("cpu");
        for (int i = 0; i < 2; i++) {
            RunResult.Failed lost = (RunResult.Failed) run("echo").get();
            assertThat(lost.failure().code()).isEqualTo(FailureCode.E_NOGPU);
        }
    }

    @Test
    void refusesAnotherLanguage() throws Exception {
        settings.mode = "other_version";
        assertThat(run("echo").get())
                .isEqualTo(new RunResult.Died("the runner speaks version " + (FromRunner.VERSION + 1) + ", this agent "
                        + FromRunner.VERSION));
    }

    @Test
    void saysThatThereIsNoRunner() throws Exception {
        settings.missing = true;
        assertThat(run("echo").get())
                .isEqualTo(new RunResult.Died("the runner cannot be started: no jars in /nowhere"));
    }

    @Test
    void failsParametersThatDoNotFitIntoAFrame() throws Exception {
        Params large = new Params(Map.of("prompt", "x".repeat(FrameReader.MAX_BYTES)));
        RunResult result = run("echo", large).get();
        assertThat(((RunResult.Failed) result).failure().code()).isEqualTo(FailureCode.E_INVALID);
        finished(run("echo", Params.EMPTY));
    }

    @Test
    void endsWhenIdleAndStartsAgain() throws Exception {
        settings.idle = Duration.ofMillis(50);
        long first = finished(run("echo", Params.EMPTY)).by().pid();
        ProcessHandle.of(first).ifPresent(process -> process.onExit().join());
        assertThat(finished(run("echo", Params.EMPTY)).by().pid()).isNotEqualTo(first);
    }

    @Test
    void killsAnIdleProcessThatDoesNotGo() throws Exception {
        settings.mode = "sleepy";
        Optional<?> hello = on(() -> requireRunner().warmUp());
        assertThat(hello).isPresent();
        on(() -> requireRunner().stop());
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void stopEndsRunsAndTwoStopsAreOne() throws Exception {
        CompletableFuture<RunResult> waiting = run("wait");
        finished(run("echo", Params.EMPTY));
        CompletionStage<Void> first = call(() -> requireRunner().stop());
        CompletionStage<Void> second = call(() -> requireRunner().stop());
        assertThat(waiting.get()).isInstanceOf(RunResult.Died.class);
        first.toCompletableFuture().get();
        second.toCompletableFuture().get();
        finished(run("echo", Params.EMPTY));
    }

    @Test
    void aRunThatComesWhileAProcessEndsGetsTheNextOne() throws Exception {
        CompletableFuture<RunResult> waiting = run("wait");
        long pid = finished(run("echo", Params.EMPTY)).by().pid();
        CompletionStage<Void> stop = call(() -> requireRunner().stop());
        RunResult.Finished late = finished(run("echo", Params.EMPTY));
        assertThat(late.by().pid()).isNotEqualTo(pid);
        assertThat(waiting.get()).isInstanceOf(RunResult.Died.class);
        assertThat(stop.toCompletableFuture()).isCompleted();
    }
}
