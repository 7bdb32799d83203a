package io.aitbc.workloads.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The energy that the processors took, as Linux counts it under {@code /sys/class/powercap} (RAPL). Many kernels let
 * only root read it, and many virtual machines have none.
 */
public final class Energy {
    private static final double MICROJOULE = 1e-6;

    private final Path powercap;

    /** @param powercap {@code /sys/class/powercap}, or a copy of it in a test */
    public Energy(Path powercap) {
        this.powercap = powercap;
    }

    /** The counters as they stand; each runs over now and then. */
    public final class Reading {
        private final Map<Path, Long> counters;

        private Reading(Map<Path, Long> counters) {
            this.counters = counters;
        }

        /** Joules since then of all processors together; empty when they cannot be read. */
        public OptionalDouble joulesSince() {
            Map<Path, Long> now = read();
            if (counters.isEmpty() || !now.keySet().equals(counters.keySet())) {
                return OptionalDouble.empty();
            }
            double joules = 0;
            for (Map.Entry<Path, Long> counter : now.entrySet()) {
                long taken = counter.getValue() - counters.getOrDefault(counter.getKey(), 0L);
                long range = taken < 0 ? number(counter.getKey().resolve("max_energy_range_uj")) : 0;
                joules += (taken + Math.max(0, range)) * MICROJOULE;
            }
            return OptionalDouble.of(joules);
        }
    }

    public Reading now() {
        return new Reading(read());
    }

    /** Whole packages only: {@code intel-rapl:0}, not its parts {@code intel-rapl:0:1}. */
    private Map<Path, Long> read() {
        Map<Path, Long> counters = new TreeMap<>();
        try (DirectoryStream<Path> zones = Files.newDirectoryStream(powercap, "*-rapl:*")) {
            for (Path zone : zones) {
                boolean whole = zone.getFileName().toString().matches("[a-z]+-rapl:[0-9]+");
                long counted = whole ? number(zone.resolve("energy_uj")) : -1;
                if (counted >= 0) {
                    counters.put(zone, counted);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return Map.of();
        }
        return counters;
    }

    /** -1 when it cannot be read. */
    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return -1;
        }
    }
}
