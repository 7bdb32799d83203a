package io.aitbc.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The processor's temperature and the machine's memory, read off {@code /sys} and {@code /proc}. Never fails. */
public final class Sensors {
    /** Drivers of {@code hwmon} that measure a processor. */
    private static final Set<String> PROCESSOR_CHIPS =
            Set.of("coretemp", "k10temp", "zenpower", "cpu_thermal", "via_cputemp");

    private static final Set<String> PROCESSOR_ZONES = Set.of("x86_pkg_temp", "cpu-thermal", "cpu_thermal");
    private static final double MILLI = 1000;
    private static final double COLDEST = -40;
    private static final double HOTTEST = 150;

    private final Path root;

    /** @param root {@code /}, or a directory that looks like it */
    public Sensors(Path root) {
        this.root = root;
    }

    /** @param usedMb all but {@code MemAvailable}, MiB */
    public record Memory(long usedMb, long totalMb) {}

    /** Degrees Celsius, where a driver says. */
    public Optional<Double> cpuCelsius() {
        for (Path chip : in("sys/class/hwmon")) {
            if (PROCESSOR_CHIPS.contains(word(chip.resolve("name")))) {
                Optional<Double> celsius = celsius(chip.resolve("temp1_input"));
                if (celsius.isPresent()) {
                    return celsius;
                }
            }
        }
        for (Path zone : in("sys/class/thermal")) {
            if (PROCESSOR_ZONES.contains(word(zone.resolve("type")))) {
                Optional<Double> celsius = celsius(zone.resolve("temp"));
                if (celsius.isPresent()) {
                    return celsius;
                }
            }
        }
        return Optional.empty();
    }

    public Optional<Memory> memory() {
        try {
            List<String> lines = Files.readAllLines(root.resolve("proc/meminfo"), StandardCharsets.ISO_8859_1);
            OptionalLong total = kibibytes(lines, "MemTotal:");
            OptionalLong available = kibibytes(lines, "MemAvailable:");
            if (total.isPresent() && available.isPresent()) {
                return Optional.of(new Memory(
                        Math.max(0, total.getAsLong() - available.getAsLong()) / 1024, total.getAsLong() / 1024));
            }
        } catch (IOException ignored) {
            // then it is not known
        }
        return Optional.empty();
    }

    private static OptionalLong kibibytes(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip().split(" ", 2)[0])
                .filter(digits -> digits.matches("[0-9]{1,15}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private List<Path> in(String directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(directory))) {
            List<Path> found = new ArrayList<>();
            entries.forEach(found::add);
            found.sort(null);
            return found;
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<Double> celsius(Path file) {
        String text = word(file);
        if (!text.matches("-?[0-9]{1,7}")) {
            return Optional.empty();
        }
        double degrees = Integer.parseInt(text) / MILLI;
        return degrees < COLDEST || degrees > HOTTEST ? Optional.empty() : Optional.of(degrees);
    }

    private static String word(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
