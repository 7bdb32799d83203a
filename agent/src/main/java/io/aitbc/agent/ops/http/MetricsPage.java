package io.aitbc.agent.ops.http;

import io.aitbc.agent.ops.Readings;
import io.aitbc.agent.ops.StatusReport;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Prometheus text page, made anew at each scrape from the status report and the counters. Names that begin with
 * {@code aicf_provider_} are those of the AICF provider template, whose only kind of job here is AI; the others are
 * ours. What is not known has no line.
 */
final class MetricsPage {
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();
    private static final String KIND = "kind";
    private static final String AI = "AI";
    private static final String WORKLOAD = "workload";
    private static final double MEBIBYTE = 1 << 20;

    private final MetricSnapshots.Builder page = MetricSnapshots.builder();

    private MetricsPage() {}

    static Reply of(StatusReport report, Counters counters) throws IOException {
        MetricsPage made = new MetricsPage();
        made.process(report);
        made.work(report);
        made.counted(counters);
        Readings readings = report.device().readings();
        if (readings != null) {
            made.machine(readings);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        WRITER.write(body, made.page.build());
        return new Reply(200, WRITER.getContentType(), body.toString(StandardCharsets.UTF_8));
    }

    private void process(StatusReport report) {
        StatusReport.Versions versions = report.versions();
        page.metricSnapshot(InfoSnapshot.builder()
                .name("aitbc_build")
                .help("Version of the agent and of its Java")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", versions.agent(), "java", versions.java()))
                        .build())
                .build());
        gauge("aitbc_up", "1 while the agent's thread answers", 1);
        gauge(
                "aitbc_start_time_seconds",
                "When the agent started, Unix time",
                seconds(report.identity().startedAt()));
        Series state = Series.gauge("aitbc_state", "1 for the state that the miner is in, 0 for the others");
        for (StatusReport.State each : StatusReport.State.values()) {
            state.value(each == report.state() ? 1 : 0, "state", each.name().toLowerCase(Locale.ROOT));
        }
        page.metricSnapshot(state.snapshot());
        gauge("aitbc_paused", "1 while its owner holds it", report.state() == StatusReport.State.PAUSED ? 1 : 0);
        gauge(
                "aitbc_warnings",
                "Things that a person should mend: see aitbc-miner status",
                report.warnings().size());
        Instant heartbeat = report.coordinator().lastHeartbeatAt();
        if (heartbeat != null) {
            double age = Duration.between(heartbeat, report.at()).toMillis() / 1000.0;
            gauge("aitbc_heartbeat_age_seconds", "Since the coordinator last took a heartbeat", Math.max(0, age));
        }
    }

    private void work(StatusReport report) {
        StatusReport.Totals totals = report.totals();
        page.metricSnapshot(Series.counter("aicf_provider_jobs", "Jobs that are over, over all starts of this miner")
                .value((double) totals.proved(), KIND, AI, "status", "proved")
                .value((double) totals.failed(), KIND, AI, "status", "failed")
                .snapshot());
        page.metricSnapshot(Series.counter("aitbc_credited", "What the coordinator said it paid, in its smallest unit")
                .value((double) totals.credited())
                .snapshot());
        gauge(
                "aitbc_jobs_under_way",
                "Jobs held now, from the lease to the receipt",
                report.jobs().size());
        gauge("aitbc_slots", "How many jobs may run at once", report.slots().total());
        gauge("aitbc_slots_busy", "How many do", report.slots().busy());
        gauge(
                "aitbc_outbox_waiting",
                "Outcomes that the coordinator has not taken yet",
                report.outbox().waiting());
    }

    private void counted(Counters counters) {
        Series runs = Series.counter("aitbc_runs", "Runs by a runner that ended, since this process started");
        HistogramSnapshot.Builder durations = HistogramSnapshot.builder()
                .name("aicf_provider_job_duration_seconds")
                .help("How long runs took");
        for (Map.Entry<String, Counters.Workload> each : counters.workloads().entrySet()) {
            Counters.Workload workload = each.getValue();
            for (Counters.Ended ended : Counters.Ended.values()) {
                runs.value((double) workload.count(ended), WORKLOAD, each.getKey(), "outcome", lower(ended));
            }
            durations.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(Labels.of(KIND, AI, WORKLOAD, each.getKey()))
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(Counters.BUCKETS, workload.buckets()))
                    .sum(workload.seconds())
                    .build());
        }
        page.metricSnapshot(runs.snapshot());
        page.metricSnapshot(durations.build());
        page.metricSnapshot(Series.counter("aicf_provider_lease_renew", "Renewals of leases asked for")
                .value((double) counters.renewals())
                .snapshot());
        Series errors = Series.counter("aicf_provider_errors", "What went wrong, by where");
        for (Counters.Stage stage : Counters.Stage.values()) {
            errors.value((double) counters.errors(stage), "stage", lower(stage));
        }
        page.metricSnapshot(errors.snapshot());
        counters.pollInterval()
                .ifPresent(interval -> gauge(
                        "aicf_provider_queue_poll_interval_seconds",
                        "Between the last two questions for a job",
                        interval));
    }

    private void machine(Readings readings) {
        gauge("aitbc_runner_up", "1 while an engine's process is up", readings.runnerMemoryMb() > 0 ? 1 : 0);
        gauge("aitbc_runner_memory_bytes", "What runners hold", (double) readings.runnerMemoryMb() * MEBIBYTE);
        optional("aitbc_cpu_temperature_celsius", "Of the processor", readings.cpuCelsius());
        optional("aitbc_memory_used_bytes", "Of the machine", bytes(readings.memoryUsedMb()));
        optional("aitbc_memory_bytes", "Of the machine, used or not", bytes(readings.memoryTotalMb()));
        Series heat = Series.gauge("aitbc_gpu_temperature_celsius", "Of each card");
        Series memory = Series.gauge("aitbc_gpu_memory_used_bytes", "Of each card");
        for (int card = 0; card < readings.cards().size(); card++) {
            heat.optional(readings.cards().get(card).celsius(), "card", Integer.toString(card));
            memory.optional(bytes(readings.cards().get(card).memoryUsedMb()), "card", Integer.toString(card));
        }
        page.metricSnapshot(heat.snapshot());
        page.metricSnapshot(memory.snapshot());
    }

    private void gauge(String name, String help, double value) {
        page.metricSnapshot(Series.gauge(name, help).value(value).snapshot());
    }

    private void optional(String name, String help, @Nullable Double value) {
        page.metricSnapshot(Series.gauge(name, help).optional(value).snapshot());
    }

    private static @Nullable Double bytes(@Nullable Long mebibytes) {
        return mebibytes == null ? null : Double.valueOf((double) mebibytes * MEBIBYTE);
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
