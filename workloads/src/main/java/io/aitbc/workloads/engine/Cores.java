package io.aitbc.workloads.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many threads an operation should use: one for each physical core, because two matrix kernels on one core only
 * take turns, and never more than this process may run on (affinity and control group, as the JVM counts them).
 */
final class Cores {
    private final Path cpus;

    /** @param cpus {@code /sys/devices/system/cpu}, or a copy of it in a test */
    Cores(Path cpus) {
        this.cpus = cpus;
    }

    int threads(int availableProcessors) {
        long physical = physical();
        return physical > 0 ? (int) Math.min(physical, availableProcessors) : availableProcessors;
    }

    /** Cores, each counted once however many threads it has; 0 when the machine does not say. */
    private long physical() {
        try (Stream<Path> entries = Files.list(cpus)) {
            List<Path> siblings = entries.map(cpu -> cpu.resolve("topology/core_cpus_list"))
                    .filter(Files::isReadable)
                    .toList();
            return siblings.stream().map(Cores::read).distinct().count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
