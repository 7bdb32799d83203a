package io.aitbc.benchmarks.measure;

import java.util.List;

/** Reads the kernel's texts about a process (proc_pid_stat(5), proc_pid_status(5), proc_pid_smaps(5)). */
final class ProcText {
    /** Of the fields behind the name: state is the first, utime and stime the twelfth and thirteenth. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    private ProcText() {}

    /**
     * Processor time of all threads, living and ended, in clock ticks.
     *
     * @param stat the one line of {@code /proc/PID/stat}
     */
    static long cpuTicks(String stat) {
        // the name stands in parentheses and may hold blanks and parentheses of its own
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
    }

    /**
     * The number behind {@code name:}.
     *
     * @throws IllegalArgumentException when no line has that name
     */
    static long value(List<String> lines, String name) {
        String prefix = name + ":";
        for (String line : lines) {
            if (line.startsWith(prefix)) {
                String text = line.substring(prefix.length()).strip();
                int blank = text.indexOf(' ');
                return Long.parseLong(blank < 0 ? text : text.substring(0, blank));
            }
        }
        throw new IllegalArgumentException("no line " + prefix + " among " + lines.size());
    }
}
