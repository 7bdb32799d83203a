package io.aitbc.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One look at a process.
 *
 * @param nanos when, on {@link System#nanoTime}'s clock
 * @param rssKib memory that is resident, KiB
 * @param pssKib the same with each shared page divided among those that share it, KiB
 * @param cpuTicks processor time so far, in hundredths of a second
 * @param wakeups how often a living thread went to sleep by itself so far (voluntary context switches): each was a
 *     wake-up
 */
public record ProcSample(long nanos, long rssKib, long pssKib, long cpuTicks, long wakeups) {
    /** USER_HZ, which Linux fixes for all that programs see. */
    private static final double TICKS_PER_SECOND = 100;

    public static ProcSample of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        List<String> memory = Files.readAllLines(process.resolve("smaps_rollup"));
        return new ProcSample(
                System.nanoTime(),
                ProcText.value(memory, "Rss"),
                ProcText.value(memory, "Pss"),
                ProcText.cpuTicks(Files.readString(process.resolve("stat"))),
                wakeups(process.resolve("task")));
    }

    private static long wakeups(Path tasks) throws IOException {
        try (Stream<Path> threads = Files.list(tasks)) {
            long sum = 0;
            for (Path thread : threads.toList()) {
                sum += switches(thread.resolve("status"));
            }
            return sum;
        }
    }

    private static long switches(Path status) throws IOException {
        try {
            return ProcText.value(Files.readAllLines(status), "voluntary_ctxt_switches");
        } catch (NoSuchFileException e) {
            return 0; // the thread ended between the listing and the look
        }
    }

    /** Processor time since {@code earlier}, in percent of one core. */
    public double cpuPercentSince(ProcSample earlier) {
        return 100 * (cpuTicks - earlier.cpuTicks) / TICKS_PER_SECOND / secondsSince(earlier);
    }

    public double wakeupsPerSecondSince(ProcSample earlier) {
        return (wakeups - earlier.wakeups) / secondsSince(earlier);
    }

    private double secondsSince(ProcSample earlier) {
        return (nanos - earlier.nanos) / 1e9;
    }

    public double rssMib() {
        return rssKib / 1024.0;
    }

    public double pssMib() {
        return pssKib / 1024.0;
    }
}
