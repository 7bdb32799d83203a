package io.aitbc.agent.ops;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A report with something in every place. */
public final class StatusFixture {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private StatusFixture() {}

    /** {@code GET /status}. */
    public static List<Route> route(Supplier<CompletionStage<StatusReport>> reports) {
        return List.of(new Route("GET", "/status", fields -> reports.get().thenApply(StatusTree::of)));
    }

    public static StatusReport busy() {
        return new StatusReport(
                new StatusReport.Identity("node7-gpu0", "wallet_demo", 4242, NOON.minusSeconds(3600)),
                StatusReport.State.ONLINE,
                "running 1 job",
                NOON,
                new StatusReport.Device(
                        "cpu", "gpu", "cpu", "AMD EPYC", 0, new Readings(54.5, 2048L, 8192L, 610, List.of())),
                new StatusReport.Coordinator("http://127.0.0.1:8080", NOON.minusSeconds(4), null, null),
                new StatusReport.Slots(2, 1),
                List.of(new StatusReport.JobLine(
                        "j-1", "torch_bench", 1, "running", NOON.minusSeconds(9), 0.25, "iteration 25 of 100")),
                new StatusReport.Outbox(1, "no connection"),
                List.of(
                        new StatusReport.Result(
                                "j-0", "torch_bench", "proved", NOON.minusSeconds(60), null, "ab".repeat(32), 5L),
                        new StatusReport.Result(
                                "j-9", "llm_gen", "failed", NOON.minusSeconds(90), "E_OOM: too large", null, null)),
                new StatusReport.Totals(7, 1, 35),
                List.of(new Warning("ACCEL_MODE is gpu but there is none", "set ACCEL_MODE=cpu")),
                new StatusReport.Versions("0.1.0", "17.0.15", "pytorch 2.7.1"));
    }

    public static StatusReport idle() {
        return new StatusReport(
                new StatusReport.Identity("node7-gpu0", "wallet_demo", 4242, NOON),
                StatusReport.State.OFFLINE,
                "idle: the coordinator does not answer (no connection)",
                NOON,
                new StatusReport.Device("gpu", "auto", "cuda:0", null, 16376, null),
                new StatusReport.Coordinator("http://127.0.0.1:8080", null, "no connection", NOON),
                new StatusReport.Slots(1, 0),
                List.of(),
                new StatusReport.Outbox(0, null),
                List.of(),
                new StatusReport.Totals(0, 0, 0),
                List.of(),
                new StatusReport.Versions("0.1.0", "17.0.15", null));
    }
}
