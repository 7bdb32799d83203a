package io.aitbc.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.config.AccelSetting;
import io.aitbc.agent.ops.Warning;
import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Gpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AccelDecisionTest {
    private static final FoundGpu CARD = new FoundGpu(new Gpu(2, "NVIDIA", "T4", 15360, "535.1", null), "GPU-7");
    private static final GpuFindings FOUND = new GpuFindings(List.of(CARD), List.of());
    private static final GpuFindings NONE =
            new GpuFindings(List.of(), List.of("nvml: no libnvidia-ml.so.1", "nvidia-smi: not found"));

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({
        "AUTO, true,  GPU, 0",
        "GPU,  true,  GPU, 0",
        "CPU,  true,  CPU, 0",
        "AUTO, false, CPU, 0",
        "GPU,  false, CPU, 1",
        "CPU,  false, CPU, 0",
    })
    void decides(AccelSetting asked, boolean present, AccelMode mode, int warnings) {
        Accel accel = AccelDecision.decide(asked, present ? FOUND : NONE, false);
        assertThat(accel.mode()).isEqualTo(mode);
        assertThat(accel.device()).isEqualTo(mode == AccelMode.GPU ? "cuda:0" : "cpu");
        assertThat(accel.gpus()).isEqualTo(mode == AccelMode.GPU ? List.of(CARD) : List.of());
        assertThat(accel.warnings()).hasSize(warnings);
    }

    @Test
    void saysWhyAGpuThatWasAskedForIsNotUsed() {
        assertThat(AccelDecision.decide(AccelSetting.GPU, NONE, false).warnings())
                .singleElement()
                .hasToString(
                        "ACCEL_MODE is gpu but no usable NVIDIA GPU was found (nvml: no libnvidia-ml.so.1; nvidia-smi:"
                                + " not found), so jobs run on the CPU; make nvidia-smi work (apt install nvidia-driver"
                                + " nvidia-smi), or set ACCEL_MODE=cpu");
    }

    @Test
    void saysWhyADriverThatIsHereIsNotUsed() {
        assertThat(AccelDecision.decide(AccelSetting.AUTO, NONE, true).warnings())
                .singleElement()
                .extracting(Warning::problem)
                .asString()
                .startsWith("an NVIDIA driver is here but no GPU answers");
    }

    @Test
    void anotherCardThatDoesNotAnswerIsAWarning() {
        GpuFindings partly = new GpuFindings(List.of(CARD), List.of("nvml: GPU 0: says GPU is lost (15)"));
        Accel accel = AccelDecision.decide(AccelSetting.AUTO, partly, true);
        assertThat(accel.mode()).isEqualTo(AccelMode.GPU);
        assertThat(accel.warnings()).hasSize(1);
    }

    @Test
    void theEngineHasTheLastWord() {
        Accel gpu = AccelDecision.decide(AccelSetting.AUTO, FOUND, true);
        assertThat(AccelDecision.afterEngine(gpu, "cuda:0")).isSameAs(gpu);
        Accel fallen = AccelDecision.afterEngine(gpu, "cpu");
        assertThat(fallen.mode()).isEqualTo(AccelMode.CPU);
        assertThat(fallen.warnings()).singleElement().asString().contains("the engine cannot use it");
        Accel cpu = AccelDecision.decide(AccelSetting.CPU, FOUND, true);
        assertThat(AccelDecision.afterEngine(cpu, "cpu")).isSameAs(cpu);
    }

    @ParameterizedTest
    @CsvSource({
        "proc/driver/nvidia/version, true",
        "dev/nvidia0, true",
        "dev/nvidia17, true",
        "dev/nvidiactl, true",
        "dev/dxg, true",
        "dev/nvidia-caps, false",
        "dev/null, false",
        "proc/driver/other, false",
    })
    void theHintLooksAtAFewFiles(String file, boolean seen) throws Exception {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "");
        assertThat(new GpuHint(root).seen()).isEqualTo(seen);
    }

    @Test
    void withoutAnyDirectoryThereIsNoHint() {
        assertThat(new GpuHint(root.resolve("none")).seen()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(AccelSetting.class)
    void untilTheProbeHasAnsweredTheHintDecides(AccelSetting asked) throws Exception {
        assertThat(AccelDecision.provisional(asked, new GpuHint(root))).isEqualTo(AccelMode.CPU);
        Files.createDirectories(root.resolve("dev"));
        Files.writeString(root.resolve("dev/nvidia0"), "");
        assertThat(AccelDecision.provisional(asked, new GpuHint(root)))
                .isEqualTo(asked == AccelSetting.CPU ? AccelMode.CPU : AccelMode.GPU);
    }
}
