package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.ToRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a runner process ends. */
@Timeout(120)
final class RunnerEndTest {
    @TempDir
    Path directory;

    @Test
    void goesWithItsAgentAlsoInsideNativeCode() throws Exception {
        try (RunnerClient runner = started()) {
            // one step of this takes seconds where float16 is slow, and the whole takes hours anywhere
            runner.run("r", "torch_bench", Map.of("size", 1024L, "dtype", "float16", "iterations", 100_000L), out());
            runner.next(FromRunner.Started.class, started -> true);
            runner.hangUp();
            assertThat(runner.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.exit()).isZero();
        }
    }

    @Test
    void finishesWhatRunsWhenToldToStop() throws Exception {
        try (RunnerClient runner = started()) {
            runner.run("r", "torch_bench", Map.of("size", 64L, "iterations", 500L), out());
            runner.send(new ToRunner.Stop());
            runner.done("r");
            assertThat(runner.exit()).isZero();
        }
    }

    @Test
    void hangsUpOnGarbage() throws Exception {
        try (RunnerClient runner = started()) {
            runner.process.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            runner.process.getOutputStream().flush();
            assertThat(runner.exit()).isEqualTo(RunnerExit.PROTOCOL.status());
            assertThat(Files.readString(directory.resolve("stderr"))).contains("frame length must be");
        }
    }

    @Test
    void goesWhenItCannotBeReliedOn() throws Exception {
        try (RunnerClient runner = started()) {
            Path out = out();
            runner.run("twice", Misbehaving.NAME, Map.of("how", "wait"), out);
            runner.run("twice", Misbehaving.NAME, Map.of("how", "wait"), out);
            assertThat(runner.exit()).isEqualTo(RunnerExit.BROKEN.status());
            assertThat(Files.readString(directory.resolve("stderr"))).contains("used a run's name twice");
        }
    }

    @Test
    void goesWhenItsAgentDiesDuringTheStart() throws Exception {
        try (RunnerClient runner = new RunnerClient(directory.resolve("stderr"))) {
            runner.hangUp();
            assertThat(runner.exit()).isZero();
        }
    }

    @Test
    void refusesArgumentsThatItDoesNotKnow() throws Exception {
        try (RunnerClient runner = new RunnerClient(directory.resolve("stderr"), List.of("--device", "tpu"))) {
            assertThat(runner.exit()).isEqualTo(RunnerExit.USAGE.status());
            assertThat(Files.readString(directory.resolve("stderr"))).contains("--device cpu|cuda:N");
        }
    }

    private RunnerClient started() throws Exception {
        RunnerClient runner = new RunnerClient(directory.resolve("stderr"));
        assertThat(runner.next()).isInstanceOf(FromRunner.Hello.class);
        return runner;
    }

    private Path out() throws Exception {
        return Files.createDirectory(directory.resolve("out"));
    }
}
