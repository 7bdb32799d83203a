package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.port.Safety;
import io.aitbc.ipc.FromRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A runner that is only to say who it is. What stands before its command line is how a test puts another in its place.
 */
@Timeout(60)
class RunnerTrialTest {
    @TempDir
    Path directory;

    private FromRunner.Hello hear(String mode, Duration within) throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve("runner"));
        Files.writeString(home.resolve("a.jar"), "");
        RunnerConfig config = new RunnerConfig(
                home,
                "cpu",
                "",
                new RunnerConfig.Room(directory, directory, directory, 1 << 30, () -> 1, Safety.OFF),
                () -> Duration.ZERO,
                new RunnerConfig.Bounds(within, within, Duration.ofSeconds(1)));
        List<String> instead = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                FakeRunner.class.getName(),
                mode);
        return new RunnerTrial(config, Map.of("PATH", "/bin:/usr/bin"), instead).hear();
    }

    @Test
    void hearsItsFirstWords() throws Exception {
        FromRunner.Hello hello = hear("", Duration.ofSeconds(30));
        assertThat(hello.version()).isEqualTo(FromRunner.VERSION);
        assertThat(ProcessHandle.of(hello.pid()).filter(ProcessHandle::isAlive).map(ProcessHandle::onExit))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        ending -> ending.orElseThrow().get());
    }

    @Test
    void tellsWhyItDoesNotComeUp() {
        assertThatThrownBy(() -> hear("stillborn", Duration.ofSeconds(30)))
                .hasMessageContaining("the engine cannot be loaded");
        assertThatThrownBy(() -> hear("other_version", Duration.ofSeconds(30)))
                .hasMessageContaining("no runner of this version");
        assertThatThrownBy(() -> hear("mute", Duration.ofSeconds(1)))
                .hasMessageContaining("did not come up within 1 s");
    }

    @Test
    void withoutARunnerThereIsNothingToHear() {
        RunnerConfig config = new RunnerConfig(
                directory.resolve("none"),
                "cpu",
                "",
                new RunnerConfig.Room(directory, directory, directory, 1 << 30, () -> 1, Safety.OFF),
                () -> Duration.ZERO,
                RunnerConfig.Bounds.USUAL);
        assertThatThrownBy(() -> new RunnerTrial(config, Map.of(), List.of()).hear())
                .isInstanceOf(IOException.class);
    }
}
