package io.aitbc.agent.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.config.Directories;
import io.aitbc.agent.config.HttpListen;
import io.aitbc.agent.config.JobLimits;
import io.aitbc.agent.config.LogLevel;
import io.aitbc.agent.config.MinerConfig;
import io.aitbc.agent.config.Outlets;
import io.aitbc.agent.config.Pace;
import io.aitbc.agent.config.Secret;
import io.aitbc.agent.host.FoundGpu;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.agent.host.GpuHint;
import io.aitbc.agent.host.HostReport;
import io.aitbc.agent.host.MachineFacts;
import io.aitbc.agent.poll.Gate;
import io.aitbc.agent.runner.JobRunner;
import io.aitbc.agent.runner.RunOrder;
import io.aitbc.agent.runner.RunProgress;
import io.aitbc.agent.runner.RunResult;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Gpu;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.wire.MinerIdentity;
import io.aitbc.ipc.FromRunner;
import io.aitbc.testkit.time.VirtualScheduler;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What work runs on: the driver finds cards, and the engine has the last word. */
class AcceleratorsTest {
    private static final GpuFindings TWO_CARDS = new GpuFindings(List.of(card(0), card(1)), List.of());

    @TempDir
    Path directory;

    private final VirtualScheduler time = new VirtualScheduler();
    private final Gate gate = new Gate();
    private final List<String> made = new ArrayList<>();
    private String engineSays = "cuda:0";

    private static FoundGpu card(int index) {
        return new FoundGpu(new Gpu(index, "NVIDIA", "T4", 15360 + index, "570.1", "12.8"), "GPU-" + index);
    }

    /** A runner that only says what its engine runs on. */
    private final class Speaker implements JobRunner {
        @Override
        public CompletionStage<Optional<FromRunner.Hello>> warmUp() {
            return CompletableFuture.completedFuture(
                    engineSays.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new FromRunner.Hello(1, 1, "pytorch", "2.7.1", engineSays, "x", List.of())));
        }

        @Override
        public CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress) {
            throw new UnsupportedOperationException("nothing runs here");
        }

        @Override
        public void cancel(LeaseRef ref, Failure why) {
            throw new UnsupportedOperationException("nothing runs here");
        }

        @Override
        public CompletionStage<Void> stop() {
            return CompletableFuture.completedFuture(null);
        }
    }

    private Accelerators probed(AccelSetting asked, GpuFindings found) {
        Accelerators accelerators =
                new Accelerators(config(asked), time, gate, new GpuHint(directory), (device, card) -> {
                    made.add(device + " " + card);
                    return new Speaker();
                });
        MachineFacts facts = new MachineFacts("Debian", "EPYC", "amd64", 2, 4096);
        List<Runnable> worker = new ArrayList<>();
        accelerators.probe(() -> new HostReport(facts, found), worker::add);
        if (asked != AccelSetting.CPU) {
            assertThat(gate.isOpen()).as("no jobs before it is settled").isFalse();
        }
        worker.forEach(Runnable::run);
        time.runUntilIdle();
        assertThat(gate.isOpen()).isTrue();
        return accelerators;
    }

    private MinerConfig config(AccelSetting asked) {
        return new MinerConfig(
                URI.create("http://127.0.0.1:1"),
                new MinerIdentity("m", "w"),
                new Secret("key"),
                new Directories(directory, directory, directory, directory),
                new Pace(Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO),
                new JobLimits(1, Duration.ofHours(1), null, 1),
                asked,
                LogLevel.INFO,
                new Outlets(HttpListen.OFF, null));
    }

    @Test
    void eachCardHasARunnerThatSeesNoOther() {
        Accelerators accelerators = probed(AccelSetting.AUTO, TWO_CARDS);
        assertThat(accelerators.mode()).isEqualTo(AccelMode.GPU);
        assertThat(made).containsExactly("cuda:0 GPU-0", "cuda:0 GPU-1");
        assertThat(accelerators.vramMb()).isEqualTo(15360);
        assertThat(accelerators.warnings()).isEmpty();
    }

    @Test
    void anEngineThatCannotUseTheCardLeavesTheProcessorAndAWarning() {
        engineSays = "cpu";
        Accelerators accelerators = probed(AccelSetting.GPU, TWO_CARDS);
        assertThat(accelerators.mode()).isEqualTo(AccelMode.CPU);
        assertThat(made).endsWith("cpu ");
        assertThat(accelerators.vramMb()).isZero();
        assertThat(accelerators.warnings()).singleElement().asString().contains("the engine cannot use it");
    }

    @Test
    void anEngineThatDoesNotStartOnTheCardLeavesTheProcessor() {
        engineSays = "";
        assertThat(probed(AccelSetting.AUTO, TWO_CARDS).mode()).isEqualTo(AccelMode.CPU);
    }

    @Test
    void aGpuThatIsAskedForAndNotThereIsAWarningThatStays() {
        Accelerators accelerators = probed(AccelSetting.GPU, new GpuFindings(List.of(), List.of("nvml: none")));
        assertThat(accelerators.mode()).isEqualTo(AccelMode.CPU);
        assertThat(made).containsExactly("cpu ");
        assertThat(accelerators.warnings()).hasSize(1);
    }

    @Test
    void theProcessorIsTakenAtOnceWhereItIsAskedFor() {
        Accelerators accelerators = probed(AccelSetting.CPU, TWO_CARDS);
        assertThat(accelerators.mode()).isEqualTo(AccelMode.CPU);
        assertThat(made).containsExactly("cpu ");
        assertThat(accelerators.warnings()).isEmpty();
    }
}
