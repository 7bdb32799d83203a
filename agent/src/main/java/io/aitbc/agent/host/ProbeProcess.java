package io.aitbc.agent.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Probes in a child JVM, so that neither OSHI's memory stays in the agent nor a driver that hangs or crashes takes it
 * down. A child that fails is tried once more without native GPU code; after that the machine is described from
 * {@code /proc}, without GPUs.
 */
public final class ProbeProcess implements HostProbe {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int MAX_BYTES = 64 * 1024;

    private final Function<List<String>, List<String>> command;
    private final Duration limit;
    private final MachineProbe fallback;

    /** @param command the child's whole command line for the given arguments of {@link ProbeMain} */
    ProbeProcess(Function<List<String>, List<String>> command, Duration limit, MachineProbe fallback) {
        this.command = command;
        this.limit = limit;
        this.fallback = fallback;
    }

    /** One that starts a JVM like this one, with this one's class path. */
    public static ProbeProcess likeThisJvm() {
        return new ProbeProcess(ProbeProcess::javaCommand, LIMIT, new PlainMachineProbe(Path.of("/")));
    }

    @Override
    public HostReport probe() {
        List<String> failures = new ArrayList<>();
        for (List<String> arguments : List.of(List.<String>of(), List.of(ProbeMain.WITHOUT_NVML))) {
            try {
                HostReport report = run(arguments);
                failures.addAll(report.gpus().failures());
                return new HostReport(
                        report.facts(), new GpuFindings(report.gpus().found(), failures));
            } catch (IOException e) {
                failures.add("probe: " + e.getMessage());
            }
        }
        return new HostReport(fallback.probe(), new GpuFindings(List.of(), failures));
    }

    private HostReport run(List<String> arguments) throws IOException {
        BoundedCommand.Output output = new BoundedCommand(command.apply(arguments), limit, MAX_BYTES).run();
        if (output.exit() != 0) {
            throw new IOException("its process ended with status " + output.exit());
        }
        return ReportText.read(output.text());
    }

    private static List<String> javaCommand(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx32m",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ProbeMain.class.getName()));
        command.addAll(arguments);
        return command;
    }
}
