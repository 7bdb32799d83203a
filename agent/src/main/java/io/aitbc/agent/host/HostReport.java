package io.aitbc.agent.host;

import io.aitbc.api.host.Capabilities.Machine;
import java.nio.file.Path;

/** What a probe of the whole machine found. */
public record HostReport(MachineFacts facts, GpuFindings gpus) {
    private static final long MEBIBYTE = 1024 * 1024;

    /** This machine as a coordinator is told of it, with the space that is free under {@code workDirectory} now. */
    public Machine machine(Path workDirectory) {
        return new Machine(
                facts.os(),
                facts.cpuName(),
                facts.arch(),
                facts.cpuCores(),
                facts.ramMb(),
                freeMb(workDirectory),
                gpus.gpus());
    }

    /**
     * Space that this user may fill, MiB; 0 when the directory is not there. Not by mount table: a chroot has none for
     * its root.
     */
    private static long freeMb(Path directory) {
        return directory.toFile().getUsableSpace() / MEBIBYTE;
    }
}
