package io.aitbc.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A status report as a person reads it. Takes the JSON's values as they come: what another version of the miner leaves
 * out or calls otherwise is shown as a dash, not as an error.
 */
final class StatusView {
    private static final String INDENT = "  ";
    private static final int SHA_SHOWN = 12;

    private final Map<String, @Nullable Object> status;
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    private StatusView(Map<String, @Nullable Object> status) {
        this.status = status;
    }

    static String of(Map<String, @Nullable Object> status) {
        StatusView view = new StatusView(status);
        view.write();
        view.out.flush();
        return view.text.toString();
    }

    private void write() {
        out.println(word(status.get("miner_id")) + " is " + word(status.get("state")) + ": "
                + word(status.get("activity")));
        Columns facts = new Columns(INDENT);
        facts.row("runs on", device());
        String machine = machine();
        if (!machine.isEmpty()) {
            facts.row("machine", machine);
        }
        facts.row("coordinator", coordinator());
        Map<?, ?> slots = object("slots");
        facts.row("slots", word(slots.get("busy")) + " of " + word(slots.get("total")) + " busy");
        Map<?, ?> outbox = object("outbox");
        String problem = outbox.get("problem") == null ? "" : " (" + word(outbox.get("problem")) + ")";
        facts.row("to submit", word(outbox.get("waiting")) + problem);
        Map<?, ?> totals = object("totals");
        facts.row(
                "so far",
                word(totals.get("proved")) + " proved, " + word(totals.get("failed")) + " failed, "
                        + word(totals.get("credited")) + " credited to " + word(status.get("wallet")));
        facts.row("version", versions());
        facts.print(out);
        jobs();
        recent();
        warnings();
    }

    private String device() {
        Map<?, ?> device = object("device");
        String name = device.get("name") == null ? "" : ", " + word(device.get("name"));
        String memory = device.get("vram_mb") instanceof Number mb && mb.longValue() > 0 ? ", " + mb + " MiB" : "";
        return word(device.get("device")) + name + memory + " (ACCEL_MODE " + word(device.get("asked")) + ")";
    }

    /** What the sensors say; empty when nothing. */
    private String machine() {
        if (!(object("device").get("readings") instanceof Map<?, ?> readings)) {
            return "";
        }
        List<String> said = new ArrayList<>();
        if (readings.get("memory_used_mb") != null) {
            said.add("memory " + word(readings.get("memory_used_mb")) + " of " + word(readings.get("memory_total_mb"))
                    + " MiB used");
        }
        if (readings.get("runner_memory_mb") instanceof Number runner && runner.longValue() > 0) {
            said.add("runner " + runner + " MiB");
        }
        if (readings.get("cpu_celsius") instanceof Number celsius) {
            said.add("CPU " + Math.round(celsius.doubleValue()) + " °C");
        }
        if (readings.get("cards") instanceof List<?> cards) {
            cards.forEach(card -> said.add(card(card)));
        }
        return String.join(", ", said);
    }

    private static String card(@Nullable Object item) {
        Map<?, ?> card = item instanceof Map<?, ?> map ? map : Map.of();
        String heat = card.get("celsius") instanceof Number celsius ? Math.round(celsius.doubleValue()) + " °C" : "-";
        return "GPU " + heat + " " + word(card.get("memory_used_mb")) + " MiB used";
    }

    private String coordinator() {
        Map<?, ?> coordinator = object("coordinator");
        Object heartbeat = coordinator.get("last_heartbeat_at");
        String heard = heartbeat == null ? "no heartbeat taken yet" : "last heartbeat " + age(heartbeat) + " ago";
        String problem = coordinator.get("problem") == null
                ? ""
                : "; for " + age(coordinator.get("problem_since")) + ": " + word(coordinator.get("problem"));
        return word(coordinator.get("url")) + ", " + heard + problem;
    }

    private String versions() {
        Map<?, ?> versions = object("versions");
        String engine = versions.get("engine") == null ? "" : ", " + word(versions.get("engine"));
        return word(versions.get("agent")) + ", Java " + word(versions.get("java")) + engine + "; process "
                + word(status.get("pid")) + ", up " + age(status.get("started_at"));
    }

    private void jobs() {
        section("jobs", objects("jobs"), (columns, job) -> {
            String percent =
                    job.get("fraction") instanceof Number part ? Math.round(100 * part.doubleValue()) + " %" : "";
            String message = job.get("message") == null ? "" : word(job.get("message"));
            columns.row(
                    word(job.get("id")),
                    word(job.get("workload")),
                    word(job.get("phase")),
                    age(job.get("since")),
                    percent,
                    message);
        });
    }

    private void recent() {
        section("last results", objects("recent"), (columns, result) -> {
            String sha = result.get("output_sha") == null ? "" : "output " + cut(word(result.get("output_sha")));
            String credited = result.get("credited") == null ? "" : "credited " + word(result.get("credited"));
            String detail = result.get("detail") == null ? sha : word(result.get("detail"));
            columns.row(
                    word(result.get("id")),
                    word(result.get("workload")),
                    word(result.get("ended")),
                    age(result.get("at")) + " ago",
                    credited,
                    detail);
        });
    }

    private void warnings() {
        List<Map<?, ?>> warnings = objects("warnings");
        if (!warnings.isEmpty()) {
            out.println("warnings");
            for (Map<?, ?> warning : warnings) {
                out.println(INDENT + word(warning.get("problem")));
                out.println(INDENT + INDENT + "→ " + word(warning.get("fix")));
            }
        }
    }

    private interface Row {
        void add(Columns columns, Map<?, ?> item);
    }

    private void section(String title, List<Map<?, ?>> items, Row row) {
        if (!items.isEmpty()) {
            out.println(title);
            Columns columns = new Columns(INDENT);
            items.forEach(item -> row.add(columns, item));
            columns.print(out);
        }
    }

    private Map<?, ?> object(String name) {
        return status.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private List<Map<?, ?>> objects(String name) {
        if (!(status.get(name) instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .<Map<?, ?>>map(item -> item instanceof Map<?, ?> map ? map : Map.of())
                .toList();
    }

    /** How long before the report it was, such as {@code 4 s} or {@code 3 h}. */
    private String age(@Nullable Object time) {
        try {
            Duration age = Duration.between(Instant.parse(word(time)), Instant.parse(word(status.get("at"))));
            long seconds = Math.max(0, age.toSeconds());
            if (seconds < 120) {
                return seconds + " s";
            }
            return seconds < 7200
                    ? seconds / 60 + " min"
                    : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
        } catch (DateTimeException e) {
            return "-";
        }
    }

    private static String word(@Nullable Object value) {
        return value == null ? "-" : Plain.text(value);
    }

    private static String cut(String sha) {
        return sha.length() <= SHA_SHOWN ? sha : sha.substring(0, SHA_SHOWN) + "…";
    }
}
