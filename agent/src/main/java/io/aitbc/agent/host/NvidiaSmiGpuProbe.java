package io.aitbc.agent.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Asks the driver's own tool, which needs no library of ours but is slower and says less. */
public final class NvidiaSmiGpuProbe implements GpuProbe {
    private static final int MAX_BYTES = 64 * 1024;

    private final String program;
    private final Duration limit;

    /**
     * @param program such as {@code nvidia-smi}, looked for on {@code PATH}
     * @param limit how long it may take
     */
    public NvidiaSmiGpuProbe(String program, Duration limit) {
        this.program = program;
        this.limit = limit;
    }

    @Override
    public GpuFindings probe() {
        List<String> command = List.of(program, "--query-gpu=" + NvidiaSmiCsv.QUERY, "--format=csv,noheader,nounits");
        try {
            BoundedCommand.Output output = new BoundedCommand(command, limit, MAX_BYTES).run();
            if (output.exit() != 0) {
                String said = DeviceText.clean(output.text().strip().split("\n", 2)[0]);
                return GpuFindings.failed(
                        "nvidia-smi: exit status " + output.exit() + (said.isEmpty() ? "" : ", " + said));
            }
            return NvidiaSmiCsv.parse(output.text());
        } catch (IOException e) {
            return GpuFindings.failed("nvidia-smi: " + e.getMessage());
        }
    }
}
