package io.aitbc.coordinator.cli;

import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.WireJson;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Jobs as a person reads them. */
final class JobPrinter {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    private final Surroundings around;

    JobPrinter(Surroundings around) {
        this.around = around;
    }

    /**
     * Looks at a job until it has ended.
     *
     * @param aloud whether each change is told on standard error
     */
    JobView watch(ApiClient client, String id, boolean aloud) throws Exception {
        String told = "";
        while (true) {
            JobView job = client.get("v1/jobs/" + id, JobView.class);
            String now = job.id() + "  " + job.state() + note(job);
            if (aloud && !now.equals(told)) {
                around.err().println(now);
                around.err().flush();
                told = now;
            }
            if (job.state().isFinal()) {
                return job;
            }
            around.pause().sleep(BETWEEN_LOOKS);
        }
    }

    static Table resultTable() {
        return new Table("JOB", "WORKLOAD", "STATE", "RAN ON", "SECONDS", "CREDITED", "WALLET", "OUTPUT");
    }

    static void resultRow(Table table, JobView job) {
        table.row(
                job.id(),
                job.workload(),
                job.state(),
                job.ranOn(),
                seconds(job),
                job.credited(),
                job.wallet(),
                job.outputSha() == null ? reason(job) : job.outputSha());
    }

    static Table listTable() {
        return new Table("JOB", "WORKLOAD", "STATE", "MODE", "ATTEMPTS", "PRICE", "SUBMITTED", "MINER", "NOTE");
    }

    static void listRow(Table table, JobView job) {
        table.row(
                job.id(),
                job.workload(),
                job.state(),
                job.mode(),
                job.attempts() + "/" + job.maxAttempts(),
                job.price(),
                job.submittedAt(),
                job.minerId(),
                note(job).strip());
    }

    /** Everything that is known of one job, a line each. */
    void details(JobView job) {
        line("job", job.id());
        line("workload", job.workload());
        line("params", job.params() == null ? null : json(job.params()));
        line("state", job.state() + note(job));
        line("mode", job.mode());
        line("price", job.price());
        line("attempts", job.attempts() + " of " + job.maxAttempts());
        line("submitted", job.submittedAt());
        line("started", job.startedAt());
        line("finished", job.finishedAt());
        line("miner", job.minerId());
        line(
                "ran on",
                job.device() == null
                        ? job.ranOn()
                        : job.device().id() + " (" + job.device().name() + ")");
        line(
                "engine",
                job.engine() == null
                        ? null
                        : job.engine().name() + " " + job.engine().version());
        line("seed", job.seed());
        line("metrics", job.metrics() == null ? null : json(job.metrics()));
        line("output_sha", job.outputSha());
        line(
                "output",
                job.output() == null
                        ? null
                        : job.output().name() + ", " + job.output().bytes() + " bytes");
        line("credited", job.credited());
        line("wallet", job.wallet());
        line("failure", job.failure() == null ? null : reason(job));
    }

    private void line(String name, @Nullable Object value) {
        if (value != null) {
            PrintWriter out = around.out();
            out.println(name + " ".repeat(12 - name.length()) + Table.text(value));
        }
    }

    private static String note(JobView job) {
        StringBuilder note = new StringBuilder();
        if (job.progress() != null && !job.state().isFinal()) {
            note.append(String.format(Locale.ROOT, " %.0f %%", job.progress() * 100));
        }
        if (job.message() != null) {
            note.append("  ").append(Table.text(job.message()));
        }
        return note.toString();
    }

    private static @Nullable String reason(JobView job) {
        JobView.JobFailure failure = job.failure();
        if (failure == null) {
            return job.message();
        }
        String field = failure.field() == null ? "" : failure.field() + ": ";
        return failure.code() + " " + field + failure.message();
    }

    /** What the miner measured, or else how long it took as seen from here. */
    private static @Nullable String seconds(JobView job) {
        Object measured = job.metrics() == null ? null : job.metrics().get("seconds");
        if (measured instanceof Number number) {
            return String.format(Locale.ROOT, "%.3f", number.doubleValue());
        }
        if (job.startedAt() == null || job.finishedAt() == null) {
            return null;
        }
        double took = Duration.between(job.startedAt(), job.finishedAt()).toMillis() / 1e3;
        return String.format(Locale.ROOT, "%.3f", took);
    }

    private static String json(Object value) {
        return new String(WireJson.writeValue(value), StandardCharsets.UTF_8);
    }
}
