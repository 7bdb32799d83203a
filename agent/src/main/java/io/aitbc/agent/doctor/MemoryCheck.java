package io.aitbc.agent.doctor;

import io.aitbc.agent.config.LocalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** There is memory for an engine and a job. */
record MemoryCheck(Patient patient, Path root) implements Check {
    /** An engine that waits takes about 300 MiB, and a small job as much again. */
    private static final long LEAST_MB = 700;

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public Finding examine() throws IOException {
        long total = -1;
        long available = -1;
        for (String line : Files.readAllLines(root.resolve("proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                total = mebibytes(line);
            } else if (line.startsWith("MemAvailable:")) {
                available = mebibytes(line);
            }
        }
        String evidence = available + " of " + total + " MiB are available";
        LocalConfig local = patient.local();
        Long most = local == null ? null : local.limits().maxRamMb();
        if (most != null && most > total) {
            return Finding.warn(evidence + ", and MAX_RAM_MB is " + most, "set MAX_RAM_MB below " + total);
        }
        return available >= 0 && available < LEAST_MB
                ? Finding.warn(
                        evidence + "; an engine with a small job needs about " + LEAST_MB,
                        "end what takes the memory (ps aux --sort=-rss | head)")
                : Finding.ok(evidence);
    }

    private static long mebibytes(String line) {
        String digits = line.replaceAll("[^0-9]", "");
        return digits.isEmpty() || digits.length() > 15 ? -1 : Long.parseLong(digits) / 1024;
    }
}
