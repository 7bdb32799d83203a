package io.aitbc.agent.host;

import io.aitbc.api.host.Gpu;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host report as lines of tab-separated fields, from the probe's process to the agent. A last line shows that it is
 * whole.
 */
final class ReportText {
    private static final String MACHINE = "machine";
    private static final String GPU = "gpu";
    private static final String FAILURE = "failure";
    private static final String END = "end";

    private ReportText() {}

    static String write(HostReport report) {
        MachineFacts facts = report.facts();
        StringBuilder text = new StringBuilder();
        line(text, MACHINE, facts.os(), facts.cpuName(), facts.arch(), facts.cpuCores(), facts.ramMb());
        for (FoundGpu found : report.gpus().found()) {
            Gpu gpu = found.gpu();
            String cuda = gpu.cudaVersion() == null ? "" : gpu.cudaVersion();
            line(
                    text,
                    GPU,
                    gpu.index(),
                    gpu.vendor(),
                    gpu.name(),
                    gpu.vramMb(),
                    gpu.driverVersion(),
                    cuda,
                    found.uuid());
        }
        report.gpus().failures().forEach(failure -> line(text, FAILURE, failure));
        line(text, END);
        return text.toString();
    }

    /** @throws IOException when the text is not a whole report */
    static HostReport read(String text) throws IOException {
        MachineFacts facts = null;
        List<FoundGpu> found = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        boolean ended = false;
        try {
            for (String line : text.split("\n")) {
                String[] f = line.split("\t", -1);
                switch (f[0]) {
                    case MACHINE ->
                        facts = new MachineFacts(f[1], f[2], f[3], Integer.parseInt(f[4]), Long.parseLong(f[5]));
                    case GPU -> found.add(gpu(f));
                    case FAILURE -> failures.add(f[1]);
                    case END -> ended = true;
                    default -> throw new IOException("the probe said \"" + DeviceText.clean(line) + "\"");
                }
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("the probe's report has a wrong field", e);
        }
        return whole(facts, ended, new GpuFindings(found, failures));
    }

    private static HostReport whole(@Nullable MachineFacts facts, boolean ended, GpuFindings gpus) throws IOException {
        if (facts == null || !ended) {
            throw new IOException("the probe's report is not whole");
        }
        return new HostReport(facts, gpus);
    }

    private static FoundGpu gpu(String[] f) {
        String cuda = f[6].isEmpty() ? null : f[6];
        return new FoundGpu(new Gpu(Integer.parseInt(f[1]), f[2], f[3], Long.parseLong(f[4]), f[5], cuda), f[7]);
    }

    private static void line(StringBuilder text, Object... fields) {
        for (int i = 0; i < fields.length; i++) {
            text.append(i == 0 ? "" : "\t").append(fields[i].toString().replaceAll("[\\p{Cntrl}]", " "));
        }
        text.append('\n');
    }
}
