package io.aitbc.benchmarks;

import io.aitbc.benchmarks.measure.AgentLine.Event;
import io.aitbc.benchmarks.measure.DiskSync;
import io.aitbc.benchmarks.measure.JobClock;
import io.aitbc.benchmarks.measure.Pause;
import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.measure.SubmitWire;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Figure.Aim;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * How long an idle, warm miner takes to begin a job: from just before the client sends {@code POST /v1/jobs} until this
 * program reads the agent's line "run started", which the agent writes when the runner has said that the work begins.
 * Both moments are on this process's clock.
 *
 * <pre>
 *   client POST ──▶ coordinator: job and grant, one sync ──▶ answer of next ──▶ "job leased"
 *      ──▶ journal: leased and started, one sync ──▶ "job runs" ──▶ directory, order, runner's thread ──▶ "run started"
 * </pre>
 *
 * No program that keeps both promises can do with less than those two syncs, so two of them in a row on the same disk
 * are the limit.
 */
final class DispatchBench implements Benchmark {
    private static final int WARM_UP = 300;
    private static final int FIRST_JOB_SECONDS = 180;
    private static final int JOB_SECONDS = 30;
    private static final int BETWEEN_MILLIS = 15;
    private static final int NEEDED_SYNCS = 2;

    @Override
    public String name() {
        return "dispatch";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        try (Pool pool = lab.pool("dispatch")) {
            pool.startCoordinator();
            Map<String, String> settings = new HashMap<>(Lab.usualPaces());
            settings.put("LOG_LEVEL", "debug");
            Program miner = pool.startMiner("dispatch-miner", settings);
            JobClock clock = JobClock.on(miner);
            Jobs jobs = new Jobs(pool.client());
            jobs.awaitMiner();
            try (SubmitWire wire = SubmitWire.to(URI.create(pool.url()), "key-of-client", Jobs.tiny())) {
                return measure(lab, clock, jobs, wire);
            }
        }
    }

    private static List<Figure> measure(Lab lab, JobClock clock, Jobs jobs, SubmitWire wire)
            throws IOException, InterruptedException {
        lab.say().accept("dispatch: warming up, then " + lab.effort().jobs() + " jobs, one at a time");
        clock.awaitEnd(jobs.submit(Jobs.tiny()), FIRST_JOB_SECONDS);
        List<Way> ways = new ArrayList<>();
        for (int i = -WARM_UP; i < lab.effort().jobs(); i++) {
            Pause.millis(BETWEEN_MILLIS); // the miner asks again before the next job comes
            Way way = one(wire, clock);
            if (i >= 0) {
                ways.add(way);
            }
        }
        return figures(ways, DiskSync.measure(lab.directory(), lab.effort().jobs(), NEEDED_SYNCS));
    }

    /** One job's moments, nanoseconds. */
    private record Way(long sent, long answered, Map<Event, Long> said) {
        long at(Event event) {
            return Objects.requireNonNull(said.get(event), event.name());
        }
    }

    private static Way one(SubmitWire wire, JobClock clock) throws IOException, InterruptedException {
        long sent = System.nanoTime();
        String job = wire.submit();
        long answered = System.nanoTime();
        return new Way(sent, answered, clock.awaitEnd(job, JOB_SECONDS));
    }

    private static List<Figure> figures(List<Way> ways, Stats syncs) {
        Stats whole = millis(ways, way -> way.at(Event.STARTED) - way.sent());
        return List.of(
                Figure.of("dispatch.p50", "ms", whole.p50(), whole)
                        .aim(Aim.atMost(5))
                        .beside("two syncs in a row, p50", syncs.p50()),
                Figure.of("dispatch.p99", "ms", whole.p99(), whole)
                        .aim(Aim.atMost(20))
                        .beside("two syncs in a row, p99", syncs.p99()),
                Figure.median("dispatch.part.submit_to_leased", "ms", millis(ways, w -> w.at(Event.LEASED) - w.sent())),
                Figure.median(
                        "dispatch.part.leased_to_runs", "ms", millis(ways, w -> w.at(Event.RUNS) - w.at(Event.LEASED))),
                Figure.median(
                        "dispatch.part.runs_to_started",
                        "ms",
                        millis(ways, w -> w.at(Event.STARTED) - w.at(Event.RUNS))),
                Figure.median("dispatch.submit_answered", "ms", millis(ways, w -> w.answered() - w.sent())),
                Figure.median(
                        "dispatch.started_to_credited",
                        "ms",
                        millis(ways, w -> w.at(Event.ACKNOWLEDGED) - w.at(Event.STARTED))));
    }

    private static Stats millis(List<Way> ways, ToLongFunction<Way> nanos) {
        return Stats.of(
                ways.stream().mapToDouble(way -> nanos.applyAsLong(way) / 1e6).toArray());
    }
}
