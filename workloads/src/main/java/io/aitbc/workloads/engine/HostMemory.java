package io.aitbc.workloads.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory that this process holds now and that the kernel cannot take back: anonymous and shared pages. It is what
 * the agent looks at when it judges whether a runner takes too much.
 */
public final class HostMemory {
    private static final List<String> COUNTED = List.of("RssAnon:", "RssShmem:");

    private final Path self;

    /** @param self {@code /proc/self}, or a copy of it in a test */
    public HostMemory(Path self) {
        this.self = self;
    }

    /** 0 where the kernel does not say. */
    public long bytes() {
        try {
            return Files.readAllLines(self.resolve("status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> COUNTED.stream().anyMatch(line::startsWith))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .sum();
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
