package io.aitbc.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aitbc.api.host.Gpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a small library with NVML's own functions, compiled here. */
@Timeout(60)
class NvmlGpuProbeTest {
    @TempDir
    Path directory;

    private NvmlGpuProbe compiled(String... defines) throws Exception {
        Path source = Path.of(NvmlGpuProbeTest.class.getResource("/fake_nvml.c").toURI());
        Path library = directory.resolve("libnvidia-ml.so.1");
        List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-o", library.toString()));
        command.addAll(List.of(defines));
        command.add(source.toString());
        try {
            assertThat(new BoundedCommand(command, Duration.ofSeconds(50), 1024)
                            .run()
                            .exit())
                    .isZero();
        } catch (java.io.IOException e) {
            assumeTrue(!e.getMessage().contains("not found"), "no gcc here to compile the stand-in for NVML with");
            throw e;
        }
        return new NvmlGpuProbe(library.toString());
    }

    @Test
    void readsEachCard() throws Exception {
        GpuFindings findings = compiled().probe();
        assertThat(findings.failures()).isEmpty();
        assertThat(findings.found())
                .containsExactly(
                        new FoundGpu(new Gpu(0, "NVIDIA", "Fake GPU 0", 16376, "555.42.02", "12.8"), "GPU-fake-0"),
                        new FoundGpu(new Gpu(1, "NVIDIA", "Fake GPU 1", 81559, "555.42.02", "12.8"), "GPU-fake-1"));
    }

    @Test
    void aLostCardLeavesTheOthersUsable() throws Exception {
        GpuFindings findings = compiled("-DLOST=0").probe();
        assertThat(findings.gpus()).extracting(Gpu::index).containsExactly(1);
        assertThat(findings.failures())
                .containsExactly("nvml: GPU 0: nvmlDeviceGetHandleByIndex_v2 says GPU is lost (15)");
    }

    @Test
    void saysWhyTheLibraryCannotStart() throws Exception {
        GpuFindings findings = compiled("-DINIT_STATUS=18").probe();
        assertThat(findings.found()).isEmpty();
        assertThat(findings.failures()).containsExactly("nvml: nvmlInit_v2 says Driver/library version mismatch (18)");
    }

    @Test
    void saysWhenTheLibraryIsTooOld() throws Exception {
        assertThat(compiled("-DWITHOUT_COUNT").probe().failures())
                .containsExactly("nvml: has no nvmlDeviceGetCount_v2");
    }

    @Test
    void anOldDriverWithoutACudaVersionIsFine() throws Exception {
        assertThat(compiled("-DWITHOUT_CUDA").probe().gpus())
                .hasSize(2)
                .allSatisfy(gpu -> assertThat(gpu.cudaVersion()).isNull());
    }

    @Test
    void aCountWithoutBoundsIsCutAndNoCardIsSaid() throws Exception {
        assertThat(compiled("-DCOUNT=0").probe().failures()).containsExactly("nvml: the driver knows no GPU");
    }

    @Test
    void anAbsurdCountIsCut() throws Exception {
        GpuFindings findings = compiled("-DCOUNT=4000000").probe();
        assertThat(findings.found().size() + findings.failures().size()).isEqualTo(64);
    }

    @Test
    void saysWhenThereIsNoLibrary() throws Exception {
        Path none = directory.resolve("libnone.so.1");
        assertThat(new NvmlGpuProbe(none.toString()).probe().failures()).containsExactly("nvml: no " + none);
        Files.writeString(none, "this is no library");
        assertThat(new NvmlGpuProbe(none.toString()).probe().failures()).containsExactly("nvml: no " + none);
    }
}
