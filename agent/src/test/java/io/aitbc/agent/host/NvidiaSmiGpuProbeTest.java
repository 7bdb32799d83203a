package io.aitbc.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against real programs that stand in for {@code nvidia-smi}. */
@Timeout(30)
class NvidiaSmiGpuProbeTest {
    @TempDir
    Path directory;

    private Path program(String body) throws IOException {
        Path file = Files.writeString(directory.resolve("nvidia-smi"), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private GpuFindings probe(String body, Duration limit) throws IOException {
        return new NvidiaSmiGpuProbe(program(body).toString(), limit).probe();
    }

    private GpuFindings probe(String body) throws IOException {
        return probe(body, Duration.ofSeconds(20));
    }

    @Test
    void asksForWhatItReads() throws IOException {
        GpuFindings findings = probe("""
            [ "$1" = "--query-gpu=index,name,memory.total,driver_version,uuid" ] || exit 9
            [ "$2" = "--format=csv,noheader,nounits" ] || exit 9
            echo "chatter" >&2
            echo "0, NVIDIA T4, 15360, 535.1, GPU-7"
            """);
        assertThat(findings.failures()).isEmpty();
        assertThat(findings.gpus())
                .singleElement()
                .satisfies(gpu -> assertThat(gpu.vramMb()).isEqualTo(15360));
    }

    @Test
    void saysWhatTheToolSaidWhenItFails() throws IOException {
        assertThat(probe("echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18")
                        .failures())
                .containsExactly(
                        "nvidia-smi: exit status 18, Failed to initialize NVML: Driver/library version mismatch");
        assertThat(probe("exit 6").failures()).containsExactly("nvidia-smi: exit status 6");
    }

    @Test
    void isNotHeldUpByAToolThatHangs() throws Exception {
        Path pid = directory.resolve("pid");
        GpuFindings findings = probe("echo $$ > " + pid + "; echo '0, A, 1, 2, G'; sleep 600", Duration.ofSeconds(1));
        assertThat(findings.found()).isEmpty();
        assertThat(findings.failures()).containsExactly("nvidia-smi: did not answer within 1 s");
        assertGone(Long.parseLong(Files.readString(pid).strip()));
    }

    /** Whether the answer is still read depends on who closes the pipe first; waiting for the child does not happen. */
    @Test
    @Timeout(15)
    void isNotHeldUpByAChildOfTheToolThatKeepsItsOutputOpen() throws IOException {
        GpuFindings findings = probe("sleep 20 &\necho '0, A, 1, 2, G'", Duration.ofSeconds(1));
        assertThat(findings.found().isEmpty())
                .isEqualTo(findings.failures().equals(List.of("nvidia-smi: did not answer within 1 s")));
    }

    @Test
    void isNotFloodedByAToolThatNeverStopsTalking() throws IOException {
        assertThat(probe("yes '0, NVIDIA T4, 15360, 535.1, GPU-7'").failures())
                .containsExactly("nvidia-smi: wrote more than 64 KiB");
    }

    @Test
    void saysWhenThereIsNoToolOrItCannotRun() throws IOException {
        assertThat(new NvidiaSmiGpuProbe(directory.resolve("none").toString(), Duration.ofSeconds(5))
                        .probe()
                        .failures())
                .containsExactly("nvidia-smi: cannot be started (not found)");
        Path file = program("exit 0");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(new NvidiaSmiGpuProbe(file.toString(), Duration.ofSeconds(5))
                        .probe()
                        .failures())
                .singleElement()
                .asString()
                .startsWith("nvidia-smi: cannot be started (");
    }

    private static void assertGone(long pid) throws Exception {
        ProcessHandle handle = ProcessHandle.of(pid).orElse(null);
        if (handle != null) {
            handle.onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
