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
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Safety;
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
    private final List<Runnable> worker = new ArrayList<>();
    private String engineSays = "cuda:0";
    private GpuFindings found = TWO_CARDS;
    private boolean cardIsLost;
    private String unusable = "none";
    private final List<String> stopped = new ArrayList<>();

    private static FoundGpu card(int index) {
        return new FoundGpu(new Gpu(index, "NVIDIA", "T4", 15360 + index, "570.1", "12.8"), "GPU-" + index);
    }

    /** A runner that only says what its engine runs on. */
    private final class Speaker implements JobRunner {
        private final String name;

        Speaker(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<Optional<FromRunner.Hello>> warmUp() {
            String device = name.endsWith(unusable) ? "cpu" : engineSays;
            return CompletableFuture.completedFuture(
                    device.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new FromRunner.Hello(1, 1, "pytorch", "2.7.1", device, "x", List.of())));
        }

        @Override
        public CompletionStage<RunResult> run(RunOrder order, Consumer<RunProgress> onProgress) {
            return cardIsLost
                    ? CompletableFuture.completedFuture(
                            new RunResult.Failed(new Failure(FailureCode.E_NOGPU, "the engine runs on cpu")))
                    : new CompletableFuture<>();
        }

        @Override
        public void cancel(LeaseRef ref, Failure why) {
            throw new UnsupportedOperationException("nothing runs here");
        }

        @Override
        public CompletionStage<Void> stop() {
            stopped.add(name);
            return CompletableFuture.completedFuture(null);
        }
    }

    private Accelerators probed(AccelSetting asked, GpuFindings found) {
        Accelerators accelerators =
                new Accelerators(config(asked), time, gate, new GpuHint(directory), (device, card) -> {
                    made.add(device + " " + card);
                    return new Speaker(device + " " + card);
                });
        MachineFacts facts = new MachineFacts("Debian", "EPYC", "amd64", 2, 4096);
        this.found = found;
        accelerators.probe(() -> new HostReport(facts, this.found), worker::add);
        if (asked != AccelSetting.CPU) {
            assertThat(gate.isOpen()).as("no jobs before it is settled").isFalse();
        }
        probe();
        return accelerators;
    }

    private void probe() {
        List<Runnable> tasks = List.copyOf(worker);
        worker.clear();
        tasks.forEach(Runnable::run);
        time.runUntilIdle();
        assertThat(gate.isOpen()).isTrue();
    }

    private MinerConfig config(AccelSetting asked) {
        return new MinerConfig(
                URI.create("http://127.0.0.1:1"),
                new MinerIdentity("m", "w"),
                new Secret("key"),
                new Directories(directory, directory, directory, directory),
                new Pace(Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO),
                new JobLimits(1, Duration.ofHours(1), null, 1, Safety.FLAG),
                asked,
                LogLevel.INFO,
                new Outlets(HttpListen.OFF, null),
                Optional.empty());
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

    private RunOrder order(String job) {
        return new RunOrder(
                new LeaseRef(new JobId(job), "l"),
                "torch_bench",
                Params.EMPTY,
                directory,
                directory,
                directory,
                Duration.ofMinutes(1));
    }

    @Test
    void aCardThatIsLostLaterShutsTheGateUntilItIsKnownWhatIsLeft() {
        Accelerators accelerators = probed(AccelSetting.GPU, TWO_CARDS);
        accelerators.pool().run(order("at-work"), progress -> {});
        cardIsLost = true;
        accelerators.pool().run(order("victim"), progress -> {});
        assertThat(gate.reason().orElseThrow()).contains("GPU cannot be used any more");
        assertThat(stopped).as("the other card's runner is at work").doesNotContain("cuda:0 GPU-0");

        found = new GpuFindings(List.of(), List.of("nvml: GPU is lost"));
        probe();
        assertThat(accelerators.mode()).isEqualTo(AccelMode.CPU);
        assertThat(accelerators.warnings()).singleElement().asString().contains("GPU is lost");
        assertThat(stopped).containsExactly("cuda:0 GPU-1");
        assertThat(made).endsWith("cpu ");
    }

    @Test
    void aCardThatComesBackIsUsedAgain() {
        Accelerators accelerators = probed(AccelSetting.AUTO, TWO_CARDS);
        cardIsLost = true;
        accelerators.pool().run(order("victim"), progress -> {});
        assertThat(gate.isOpen()).isFalse();
        probe();
        assertThat(accelerators.mode()).isEqualTo(AccelMode.GPU);
        assertThat(made).hasSize(4);
        assertThat(stopped).hasSize(2);
    }

    @Test
    void aCardThatTheEngineCannotUseIsLeftOut() {
        unusable = "GPU-0";
        Accelerators accelerators = probed(AccelSetting.AUTO, TWO_CARDS);
        assertThat(accelerators.mode()).isEqualTo(AccelMode.GPU);
        assertThat(accelerators.vramMb()).isEqualTo(15361);
        assertThat(stopped).containsExactly("cuda:0 GPU-0");
        assertThat(accelerators.warnings()).singleElement().asString().contains("cannot use GPU 0");
    }

    @Test
    void theProcessorIsTakenAtOnceWhereItIsAskedFor() {
        Accelerators accelerators = probed(AccelSetting.CPU, TWO_CARDS);
        assertThat(accelerators.mode()).isEqualTo(AccelMode.CPU);
        assertThat(made).containsExactly("cpu ");
        assertThat(accelerators.warnings()).isEmpty();
    }
}
