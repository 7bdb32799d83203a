package io.aitbc.agent.ops;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A status report as the values of its JSON form: names in lower case with underscores, times in ISO 8601 UTC, null for
 * what is not known.
 */
public final class StatusTree {
    private StatusTree() {}

    public static Map<String, @Nullable Object> of(StatusReport report) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("state", report.state().name());
        tree.put("activity", report.activity());
        tree.put("at", time(report.at()));
        tree.put("miner_id", report.identity().minerId());
        tree.put("wallet", report.identity().wallet());
        tree.put("pid", report.identity().pid());
        tree.put("started_at", time(report.identity().startedAt()));
        tree.put("device", device(report.device()));
        tree.put("coordinator", coordinator(report.coordinator()));
        tree.put(
                "slots",
                object("total", report.slots().total(), "busy", report.slots().busy()));
        tree.put("jobs", report.jobs().stream().map(StatusTree::job).toList());
        tree.put(
                "outbox",
                object(
                        "waiting",
                        report.outbox().waiting(),
                        "problem",
                        report.outbox().problem()));
        tree.put("recent", report.recent().stream().map(StatusTree::result).toList());
        StatusReport.Totals totals = report.totals();
        tree.put("totals", object("proved", totals.proved(), "failed", totals.failed(), "credited", totals.credited()));
        tree.put("warnings", warnings(report.warnings()));
        StatusReport.Versions versions = report.versions();
        tree.put("versions", object("agent", versions.agent(), "java", versions.java(), "engine", versions.engine()));
        return tree;
    }

    /** Jobs under way and recent ones, as in the report. */
    public static Map<String, @Nullable Object> jobs(
            List<StatusReport.JobLine> jobs, List<StatusReport.Result> recent, Instant at) {
        return object(
                "at", time(at),
                "jobs", jobs.stream().map(StatusTree::job).toList(),
                "recent", recent.stream().map(StatusTree::result).toList());
    }

    private static Map<String, @Nullable Object> device(StatusReport.Device device) {
        return object(
                "mode", device.mode(),
                "asked", device.asked(),
                "device", device.device(),
                "name", device.name(),
                "vram_mb", device.vramMb(),
                "readings", readings(device.readings()));
    }

    private static @Nullable Map<String, @Nullable Object> readings(@Nullable Readings readings) {
        return readings == null
                ? null
                : object(
                        "cpu_celsius", readings.cpuCelsius(),
                        "memory_used_mb", readings.memoryUsedMb(),
                        "memory_total_mb", readings.memoryTotalMb(),
                        "runner_memory_mb", readings.runnerMemoryMb(),
                        "cards",
                                readings.cards().stream()
                                        .map(card -> object(
                                                "celsius", card.celsius(), "memory_used_mb", card.memoryUsedMb()))
                                        .toList());
    }

    private static Map<String, @Nullable Object> coordinator(StatusReport.Coordinator coordinator) {
        return object(
                "url", coordinator.url(),
                "last_heartbeat_at", time(coordinator.lastHeartbeatAt()),
                "problem", coordinator.problem(),
                "problem_since", time(coordinator.problemSince()));
    }

    private static Map<String, @Nullable Object> job(StatusReport.JobLine job) {
        return object(
                "id", job.id(),
                "workload", job.workload(),
                "attempt", job.attempt(),
                "phase", job.phase(),
                "since", time(job.since()),
                "fraction", job.fraction(),
                "message", job.message());
    }

    private static Map<String, @Nullable Object> result(StatusReport.Result result) {
        return object(
                "id", result.id(),
                "workload", result.workload(),
                "ended", result.ended(),
                "at", time(result.at()),
                "detail", result.detail(),
                "output_sha", result.outputSha(),
                "credited", result.credited());
    }

    private static List<Map<String, @Nullable Object>> warnings(List<Warning> warnings) {
        return warnings.stream()
                .map(warning -> object("problem", warning.problem(), "fix", warning.fix()))
                .toList();
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /** @param namesAndValues a name, its value, the next name, … */
    private static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }
}
