package io.aitbc.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs as a person reads them; takes the JSON's values as they come. */
final class JobsView {
    private JobsView() {}

    static String of(Map<String, @Nullable Object> answer) {
        List<?> jobs = list(answer.get("jobs"));
        List<?> recent = list(answer.get("recent"));
        if (jobs.isEmpty() && recent.isEmpty()) {
            return "no jobs yet; why: aitbc-miner status" + System.lineSeparator();
        }
        Columns columns = new Columns("");
        columns.row("JOB", "WORKLOAD", "PHASE", "PROGRESS", "CREDITED", "SINCE", "RESULT");
        for (Object each : jobs) {
            Map<?, ?> job = each instanceof Map<?, ?> map ? map : Map.of();
            columns.row(
                    word(job, "id"),
                    word(job, "workload"),
                    word(job, "phase"),
                    percent(job),
                    "",
                    time(job.get("since")),
                    job.get("message") == null ? "" : word(job, "message"));
        }
        for (Object each : recent) {
            Map<?, ?> result = each instanceof Map<?, ?> map ? map : Map.of();
            columns.row(
                    word(result, "id"),
                    word(result, "workload"),
                    word(result, "ended"),
                    "",
                    word(result, "credited"),
                    time(result.get("at")),
                    word(result, result.get("detail") == null ? "output_sha" : "detail"));
        }
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        columns.print(out);
        out.flush();
        return text.toString();
    }

    /** Such as {@code j-1 torch_bench running 25 %}. */
    static String brief(Map<?, ?> job) {
        return (word(job, "id") + " " + word(job, "workload") + " " + word(job, "phase") + " " + percent(job)).strip();
    }

    private static String percent(Map<?, ?> job) {
        return job.get("fraction") instanceof Number part ? Math.round(100 * part.doubleValue()) + " %" : "";
    }

    private static String time(@Nullable Object value) {
        try {
            return Instant.parse(String.valueOf(value))
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        } catch (DateTimeException e) {
            return "-";
        }
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String word(Map<?, ?> item, String name) {
        Object value = item.get(name);
        return value == null ? "-" : Plain.text(value);
    }
}
