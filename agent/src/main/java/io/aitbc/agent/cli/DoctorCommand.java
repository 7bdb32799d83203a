package io.aitbc.agent.cli;

import io.aitbc.agent.doctor.Finding;
import io.aitbc.agent.doctor.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}. */
@Command(
        name = "doctor",
        sortOptions = false,
        header = "Look at everything that mining here depends on, and say what to type.",
        description = {
            "",
            "Looks at configuration, service, miner, disk, journal, memory, driver, devices, engine, and at the coordinator's"
                    + " name, certificate, answer, clock and its view of the key. Changes nothing; starts an engine for a"
                    + " moment. As root it looks with the eyes of the service's user.",
            ""
        },
        footer = {
            "",
            "Each line: the check, what it found (ok, warn, fail, skip), the evidence, and",
            "after an arrow the fix. With --json the same, the ids never change:",
            "  aitbc-miner doctor --json | jq '.checks[] | select(.result==\"fail\")'",
            "",
            "Exit codes: 0 nothing failed, 1 something did, 2 used wrongly."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private static final int WIDTH = 78;

    private final Surroundings around;
    private final Supplier<OwnerTools> tools;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    private boolean waited;

    DoctorCommand(Surroundings around, Supplier<OwnerTools> tools) {
        this.around = around;
        this.tools = tools;
    }

    @Override
    public Integer call() throws Exception {
        OwnerTools with = tools.get();
        long start = System.nanoTime();
        Report report = with.doctor().examine(config.source(), left -> {
            if (with.terminal() && System.nanoTime() - start > PATIENCE_NANOS) {
                wait(left);
            }
        });
        if (waited) {
            around.err().print("\r" + " ".repeat(WIDTH) + "\r");
            around.err().flush();
        }
        if (json.asked()) {
            JsonOption.print(around, tree(report));
        } else {
            print(report);
        }
        return report.count(Finding.Result.FAIL) == 0 ? Complaint.DONE : Complaint.FAILED;
    }

    private void wait(List<String> left) {
        waited = true;
        String line = "waiting for " + String.join(", ", left);
        String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
        around.err().print("\r" + cut + " ".repeat(WIDTH - cut.length()));
        around.err().flush();
    }

    private void print(Report report) {
        if (!report.speaksFor().equals(report.askedBy())) {
            around.out()
                    .println("asked by " + report.askedBy() + ", looked at with the eyes of the service's user "
                            + report.speaksFor());
        }
        if (!report.unseenUser().isEmpty()) {
            around.out()
                    .println("asked by " + report.askedBy() + ": disk, devices and engine are not seen as the service's"
                            + " user " + report.unseenUser() + " sees them; for that: sudo aitbc-miner doctor");
        }
        for (Report.Line line : report.lines()) {
            Finding finding = line.finding();
            around.out().println(padded(word(finding), 5) + padded(line.id(), 12) + Plain.text(finding.evidence()));
            if (!finding.fix().isEmpty()) {
                around.out().println(" ".repeat(17) + "→ " + Plain.text(finding.fix()));
            }
        }
        around.out()
                .println(report.count(Finding.Result.FAIL) + " failed, " + report.count(Finding.Result.WARN)
                        + " to mend, " + report.count(Finding.Result.OK) + " well, " + report.count(Finding.Result.SKIP)
                        + " not looked at");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private static String word(Finding finding) {
        return finding.result().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> tree(Report report) throws IOException {
        List<Object> checks = new ArrayList<>();
        for (Report.Line line : report.lines()) {
            Map<String, @Nullable Object> check = new LinkedHashMap<>();
            check.put("id", line.id());
            check.put("result", word(line.finding()));
            check.put("evidence", line.finding().evidence());
            check.put(
                    "fix",
                    line.finding().fix().isEmpty() ? null : line.finding().fix());
            checks.add(check);
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("asked_by", report.askedBy());
        tree.put("speaks_for", report.speaksFor());
        tree.put("service_user_not_seen", report.unseenUser().isEmpty() ? null : report.unseenUser());
        tree.put("failed", report.count(Finding.Result.FAIL));
        tree.put("warned", report.count(Finding.Result.WARN));
        tree.put("checks", checks);
        return tree;
    }
}
