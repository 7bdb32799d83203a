package io.aitbc.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the few lines of {@code /proc} and {@code /etc} that matter, for when the full probe cannot be run. Never
 * fails.
 */
public final class PlainMachineProbe implements MachineProbe {
    private static final int MOST_LINES = 200;

    private final Path root;

    /** @param root {@code /}, or a directory that looks like it */
    public PlainMachineProbe(Path root) {
        this.root = root;
    }

    @Override
    public MachineFacts probe() {
        String os = after("etc/os-release", "PRETTY_NAME=").orElse(System.getProperty("os.name"));
        String cpu = after("proc/cpuinfo", "model name").orElse("unknown processor");
        String memory = after("proc/meminfo", "MemTotal:").orElse("0");
        return new MachineFacts(
                os.replace("\"", ""),
                cpu.replaceFirst("^[\\s:]+", ""),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                kibibytes(memory) / 1024);
    }

    private Optional<String> after(String file, String start) {
        try (BufferedReader reader = Files.newBufferedReader(root.resolve(file))) {
            return reader.lines()
                    .limit(MOST_LINES)
                    .filter(line -> line.startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static long kibibytes(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() || digits.length() > 15 ? 0 : Long.parseLong(digits);
    }
}
