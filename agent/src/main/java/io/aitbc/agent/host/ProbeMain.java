package io.aitbc.agent.host;

import io.aitbc.api.lint.SuppressForbidden;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The probe's own process: asks everything, writes one report to its standard output and ends. */
public final class ProbeMain {
    /** Leaves the native library out, for when it has just hung or crashed. */
    static final String WITHOUT_NVML = "--without-nvml";

    private static final Duration NVIDIA_SMI_LIMIT = Duration.ofSeconds(5);

    private ProbeMain() {}

    @SuppressForbidden("a program's main, whose output is its report")
    public static void main(String[] arguments) {
        boolean nvml = !List.of(arguments).contains(WITHOUT_NVML);
        HostReport report = new HostReport(machine(), gpus(nvml));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.print(ReportText.write(report));
        out.flush();
        System.exit(0);
    }

    private static GpuFindings gpus(boolean nvml) {
        // GpuHint is no reason not to ask: asking is what loads the driver on a machine without a display.
        GpuProbe tool = new NvidiaSmiGpuProbe("nvidia-smi", NVIDIA_SMI_LIMIT);
        return nvml ? new FirstGpuProbe(List.of(new NvmlGpuProbe(NvmlGpuProbe.LIBRARY), tool)).probe() : tool.probe();
    }

    private static MachineFacts machine() {
        try {
            return new OshiMachineProbe().probe();
        } catch (RuntimeException | LinkageError e) {
            return new PlainMachineProbe(Path.of("/")).probe();
        }
    }
}
