package io.aitbc.e2e.demo;

import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.WalletBalance;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table at the end of the demo. */
final class Report {
    private static final String ROW = "%-12s %-12s %6s  %-5s %9s %9s  %-16s %9s%n";

    private final Pool pool;
    private final PoolClient client;
    private final PrintStream out;

    Report(Pool pool, PoolClient client, PrintStream out) {
        this.pool = pool;
        this.client = client;
        this.out = out;
    }

    void print(List<JobView> jobs) {
        out.printf(Locale.ROOT, ROW, "JOB", "WORKLOAD", "SIZE", "MODE", "SECONDS", "GFLOP/S", "OUTPUT_SHA", "CREDITED");
        jobs.forEach(this::row);
        out.println();
        jobs.stream().map(JobView::wallet).filter(Objects::nonNull).distinct().forEach(this::wallet);
        out.println("logs, states and the coordinator's copies of the outputs: " + pool.directory());
    }

    private void row(JobView job) {
        out.printf(
                Locale.ROOT,
                ROW,
                shortened(job.id(), 12),
                job.workload(),
                param(job, "size"),
                job.ranOn() == null ? "-" : job.ranOn().toString().toLowerCase(Locale.ROOT),
                metric(job, "seconds", 1, "%.3f"),
                metric(job, "tflops", 1000, "%.1f"),
                job.outputSha() == null ? job.state() : shortened(job.outputSha(), 16),
                job.credited() == null ? "-" : job.credited());
        JobView.JobFailure failure = job.failure();
        if (failure != null) {
            out.println("             " + failure.code() + ": " + failure.message());
        }
    }

    private void wallet(String wallet) {
        WalletBalance balance = client.balance(wallet);
        out.printf(
                Locale.ROOT,
                "wallet %s: %d %ss for %d jobs%n",
                wallet,
                balance.balance(),
                balance.unit(),
                balance.jobsCredited());
    }

    static String param(JobView job, String name) {
        Map<String, @Nullable Object> params = job.params();
        Object value = params == null ? null : params.get(name);
        return value == null ? "-" : String.valueOf(value);
    }

    private static String metric(JobView job, String name, double factor, String format) {
        Map<String, @Nullable Object> metrics = job.metrics();
        Object value = metrics == null ? null : metrics.get(name);
        return value instanceof Number number ? String.format(Locale.ROOT, format, number.doubleValue() * factor) : "-";
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
