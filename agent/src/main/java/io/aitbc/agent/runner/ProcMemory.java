package io.aitbc.agent.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much memory a process has taken that the kernel cannot take back: anonymous and shared pages in use, from
 * {@code /proc/PID/status} (proc(5)). Pages of files, such as libraries and mapped weights, are not counted: they go
 * when somebody else needs the room.
 */
final class ProcMemory {
    private static final List<String> COUNTED = List.of("RssAnon:", "RssShmem:");
    private static final long KIBIBYTE = 1024;

    private ProcMemory() {}

    /** 0 when there is no such process. */
    static long bytes(long pid) {
        try {
            long sum = 0;
            Path status = Path.of("/proc", Long.toString(pid), "status");
            for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
                if (COUNTED.stream().anyMatch(line::startsWith)) {
                    sum += Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE;
                }
            }
            return sum;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
