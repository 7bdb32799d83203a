package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.port.Safety;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor's small parts. */
final class RunnerPartsTest {
    @TempDir
    Path home;

    @Test
    void keepsTheLastTwentyLinesAndFindsTheOneThatExplains() throws IOException {
        LastWords words = new LastWords();
        List<String> all = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            text.append("line ").append(i).append('\n');
        }
        words.listen(
                new StringReader(text + "java.io.IOException: no\u001b room\n\n\tat x.Y.z(Y.java)\n\t... 7 more\n#\n"),
                all::add);
        assertThat(all).hasSize(104);
        assertThat(words.lines()).hasSize(20).startsWith("line 85").endsWith("#");
        assertThat(words.last()).contains("java.io.IOException: no? room");
    }

    @Test
    void cutsEndlessLines() throws IOException {
        LastWords words = new LastWords();
        List<String> all = new ArrayList<>();
        words.listen(new StringReader("x".repeat(100_000)), all::add);
        assertThat(all).hasSize(250).allMatch(line -> line.length() == 400);
        assertThat(words.lines()).hasSize(20);
    }

    @Test
    void saysNothingOfASilentProcess() throws IOException {
        LastWords words = new LastWords();
        words.listen(new StringReader("\n\n"), line -> {});
        assertThat(words.last()).isEmpty();
    }

    @Test
    void measuresMemoryThatTheKernelCannotTakeBack() {
        long own = ProcMemory.bytes(ProcessHandle.current().pid());
        assertThat(own).isBetween(10L << 20, 8L << 30);
        assertThat(ProcMemory.bytes(Long.MAX_VALUE)).isZero();
    }

    @Test
    void givesARunnerNothingThatItDoesNotNeed() throws IOException {
        Files.writeString(home.resolve("b.jar"), "");
        Files.writeString(home.resolve("a.jar"), "");
        Files.writeString(home.resolve("notes.txt"), "");
        Map<String, String> environment = Map.of(
                "API_KEY", "secret",
                "AITBC_TOKEN", "secret",
                "JAVA_TOOL_OPTIONS", "-agentpath:x",
                "LD_PRELOAD", "x.so",
                "PATH", "/usr/bin",
                "OMP_NUM_THREADS", "2",
                "CUDA_CACHE_PATH", "/c",
                "CUDA_VISIBLE_DEVICES", "3");
        ProcessBuilder builder = new RunnerCommand(config("GPU-1234")).builder(environment);
        assertThat(builder.environment())
                .isEqualTo(Map.of(
                        "PATH", "/usr/bin",
                        "OMP_NUM_THREADS", "2",
                        "CUDA_CACHE_PATH", "/c",
                        "CUDA_VISIBLE_DEVICES", "GPU-1234",
                        "DJL_CACHE_DIR", "/cache",
                        "OPT_OUT_TRACKING", "true",
                        "GLIBC_TUNABLES", RunnerOptions.MALLOC,
                        "ENGINE_CACHE_DIR", "/cache"));
        assertThat(builder.command())
                .endsWith(
                        "-cp",
                        home.resolve("a.jar") + ":" + home.resolve("b.jar"),
                        "io.aitbc.workloads.runner.RunnerMain",
                        "--device",
                        "cuda:0",
                        "--models",
                        "/models",
                        "--cache",
                        "/cache/models",
                        "--places",
                        "3",
                        "--safety",
                        "block")
                .contains("-Xmx256m");
    }

    @Test
    void saysWhereNoRunnerIs() {
        assertThatThrownBy(() -> new RunnerCommand(config("")).builder(Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("no jars in " + home);
    }

    private RunnerConfig config(String card) {
        return new RunnerConfig(
                home,
                "cuda:0",
                card,
                new RunnerConfig.Room(
                        Path.of("/cache"),
                        Path.of("/cache/models"),
                        Path.of("/models"),
                        1L << 30,
                        () -> 3,
                        Safety.BLOCK),
                () -> Duration.ZERO,
                RunnerConfig.Bounds.USUAL);
    }
}
