package io.aitbc.workloads.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The most memory that this process held at once since {@link #reset}, as Linux counts it: heap, native memory and
 * libraries in use.
 */
public final class PeakMemory {
    private static final String PEAK = "VmHWM:";
    private final Path self;

    /** @param self {@code /proc/self}, or a copy of it in a test */
    public PeakMemory(Path self) {
        this.self = self;
    }

    /** Starts counting again; without effect where the kernel does not let it. */
    public void reset() {
        try {
            Files.writeString(self.resolve("clear_refs"), "5");
        } catch (IOException ignored) {
            // the peak then covers the whole life of the process, which is still true
        }
    }

    /** Empty when the kernel does not say. */
    public OptionalLong bytes() {
        try (Stream<String> lines = Files.lines(self.resolve("status"))) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
