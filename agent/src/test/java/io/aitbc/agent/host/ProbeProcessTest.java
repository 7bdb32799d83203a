package io.aitbc.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.host.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProbeProcessTest {
    private static final MachineFacts FALLBACK = new MachineFacts("os", "cpu", "arch", 1, 2);
    private static final HostReport REPORT = new HostReport(
            new MachineFacts("Debian 12", "Some\tCPU\n", "amd64", 8, 64_000),
            new GpuFindings(
                    List.of(
                            new FoundGpu(new Gpu(0, "NVIDIA", "T4", 15360, "535.1", "12.2"), "GPU-1"),
                            new FoundGpu(new Gpu(1, "NVIDIA", "T5", 0, "535.1", null), "")),
                    List.of("one", "two")));

    @TempDir
    Path directory;

    private ProbeProcess shell(String script, Duration limit) {
        return new ProbeProcess(
                arguments -> {
                    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "probe"));
                    command.addAll(arguments);
                    return command;
                },
                limit,
                () -> FALLBACK);
    }

    private ProbeProcess shell(String script) {
        return shell(script, Duration.ofSeconds(20));
    }

    /** The real child: a JVM with OSHI in it, on this machine. */
    @Test
    void probesThisMachine() {
        HostReport report = ProbeProcess.likeThisJvm().probe();
        MachineFacts plain = new PlainMachineProbe(Path.of("/")).probe();
        assertThat(report.facts().cpuCores()).isEqualTo(plain.cpuCores());
        assertThat(report.facts().ramMb()).isEqualTo(plain.ramMb());
        assertThat(report.facts().cpuName()).isEqualTo(plain.cpuName());
        assertThat(report.facts().os()).isNotBlank();
        assertThat(report.gpus().failures()).noneMatch(failure -> failure.startsWith("probe:"));
        assertThat(report.machine(directory).diskFreeMb()).isPositive();
        assertThat(report.machine(directory.resolve("none")).diskFreeMb()).isZero();
    }

    /** The real child, with a stand-in for nvidia-smi on its PATH. */
    @Test
    void findsACardThroughTheToolOnThePath() throws IOException {
        Path tool = Files.writeString(
                directory.resolve("nvidia-smi"), "#!/bin/sh\necho '0, NVIDIA T4, 15360, 535.1, GPU-7'\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProbeProcess probe = new ProbeProcess(
                arguments -> List.of(
                        "/usr/bin/env",
                        "PATH=" + directory + ":" + System.getenv("PATH"),
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProbeMain.class.getName(),
                        ProbeMain.WITHOUT_NVML),
                Duration.ofSeconds(30),
                () -> FALLBACK);
        assertThat(probe.probe().gpus().gpus()).extracting(Gpu::name).containsExactly("NVIDIA T4");
    }

    @Test
    void aReportTravelsAsItIs() throws IOException {
        HostReport back = ReportText.read(ReportText.write(REPORT));
        assertThat(back.gpus()).isEqualTo(REPORT.gpus());
        assertThat(back.facts().cpuName()).isEqualTo("Some CPU ");
    }

    @Test
    void aChildThatCrashesIsTriedAgainWithoutNativeGpuCode() throws IOException {
        Path report = Files.writeString(directory.resolve("report"), ReportText.write(REPORT));
        HostReport found = shell("[ \"$1\" = --without-nvml ] || kill -SEGV $$; cat " + report)
                .probe();
        assertThat(found.gpus().found()).isEqualTo(REPORT.gpus().found());
        assertThat(found.gpus().failures()).containsExactly("probe: its process ended with status 139", "one", "two");
    }

    @Test
    void aChildThatHangsIsKilledAndTheMachineDescribedWithoutIt() {
        HostReport found = shell("sleep 600", Duration.ofMillis(300)).probe();
        assertThat(found.facts()).isEqualTo(FALLBACK);
        assertThat(found.gpus())
                .isEqualTo(new GpuFindings(
                        List.of(), List.of("probe: did not answer within 0 s", "probe: did not answer within 0 s")));
    }

    @Test
    void halfAReportIsNone() {
        String half = ReportText.write(REPORT).replace("end\n", "");
        assertThat(shell("printf '" + half + "'").probe().gpus().failures())
                .containsOnly("probe: the probe's report is not whole");
        assertThat(shell("echo surprise").probe().gpus().failures()).containsOnly("probe: the probe said \"surprise\"");
        assertThat(shell("printf 'machine\\ta\\tb\\tc\\tx\\t1\\nend\\n'")
                        .probe()
                        .gpus()
                        .failures())
                .containsOnly("probe: the probe's report has a wrong field");
        assertThat(shell("printf 'machine\\ta\\n'").probe().gpus().failures())
                .containsOnly("probe: the probe's report has a wrong field");
    }

    @Test
    void withoutProcThePlainProbeStillAnswers() {
        MachineFacts facts = new PlainMachineProbe(directory).probe();
        assertThat(facts.cpuName()).isEqualTo("unknown processor");
        assertThat(facts.ramMb()).isZero();
        assertThat(facts.cpuCores()).isPositive();
    }
}
