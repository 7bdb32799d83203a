package io.aitbc.agent.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much memory a process has, from {@code /proc/PID/statm}: pages, of which the second figure are resident
 * (proc(5)).
 */
final class ProcMemory {
    private static final long PAGE_BYTES = 4096;

    private ProcMemory() {}

    /** 0 when there is no such process. */
    static long residentBytes(long pid) {
        try {
            String[] figures = Files.readString(
                            Path.of("/proc", Long.toString(pid), "statm"), StandardCharsets.US_ASCII)
                    .split(" ", 3);
            return Long.parseLong(figures[1]) * PAGE_BYTES;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }
}
