package io.aitbc.e2e.demo;

import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** How far the jobs are: one line that is rewritten on a terminal, one line for each change elsewhere. */
final class Progress {
    private static final int WIDTH = 24;

    private final PrintStream out;
    private final boolean terminal;
    private String last = "";

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(List<JobView> jobs) {
        long over = jobs.stream().filter(Demo::isOver).count();
        String line = over + " of " + jobs.size() + " done";
        if (terminal) {
            int full = (int) (WIDTH * over / jobs.size());
            line = "  [" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + line + running(jobs);
            out.print("\r\u001b[K" + line);
            out.flush();
        } else if (!line.equals(last)) {
            out.println("  " + line + running(jobs));
        }
        last = line;
    }

    private static String running(List<JobView> jobs) {
        return jobs.stream()
                .filter(job -> job.state() == JobState.RUNNING)
                .findFirst()
                .map(job -> ", now " + job.workload() + percent(job))
                .orElse("");
    }

    private static String percent(JobView job) {
        Double progress = job.progress();
        return progress == null ? "" : String.format(Locale.ROOT, ", %.0f %%", progress * 100);
    }

    void end() {
        if (terminal) {
            out.print("\r\u001b[K");
        }
    }
}
