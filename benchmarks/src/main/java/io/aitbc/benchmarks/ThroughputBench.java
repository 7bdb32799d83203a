package io.aitbc.benchmarks;

import io.aitbc.benchmarks.measure.DiskSync;
import io.aitbc.benchmarks.measure.Pause;
import io.aitbc.benchmarks.measure.Rates;
import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Figure.Aim;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many of the smallest jobs one agent gets through, each on disk at every step of its way. All jobs wait in the
 * queue before the miner starts; counted from credit to credit on the coordinator's clock, so the start of miner and
 * runner is not in it, and without the first jobs, which run in JVMs that are not warm yet and have a figure of their
 * own. The limit is how many syncs in a row this disk does in a second: at concurrency 1 each job needs several.
 */
final class ThroughputBench implements Benchmark {
    private static final List<Integer> CONCURRENCIES = List.of(1, 4, 8);
    private static final int WINDOWS = 5;
    /** Until the compilers of the coordinator's, the agent's and the runner's JVM have done the most of their work. */
    private static final int WARM_UP = 600;

    private static final int SYNCS = 200;
    private static final int GIVE_UP_SECONDS = 300;
    private static final Duration STOP = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (int concurrency : CONCURRENCIES) {
            List<Instant> credits = run(lab, concurrency);
            double syncs = 1000 / DiskSync.measure(lab.directory(), SYNCS, 1).p50();
            figures.add(Figure.of(
                    "throughput.concurrency_" + concurrency + "_first_" + WARM_UP,
                    "jobs/s",
                    Rates.whole(credits.subList(0, WARM_UP)),
                    Stats.of(Rates.windows(credits.subList(0, WARM_UP), WINDOWS))));
            List<Instant> warm = credits.subList(WARM_UP, credits.size());
            Stats windows = Stats.of(Rates.windows(warm, WINDOWS));
            figures.add(Figure.of("throughput.concurrency_" + concurrency, "jobs/s", Rates.whole(warm), windows)
                    .aim(Aim.atLeast(100))
                    .beside("syncs in a row per second", syncs));
        }
        return figures;
    }

    /** @return when each job was credited, in that order */
    private static List<Instant> run(Lab lab, int concurrency) throws InterruptedException {
        lab.say()
                .accept("throughput: " + (WARM_UP + lab.effort().jobs()) + " jobs with MAX_CONCURRENCY " + concurrency);
        Map<String, String> settings = new HashMap<>(Lab.usualPaces());
        settings.put("MAX_CONCURRENCY", Integer.toString(concurrency));
        try (Pool pool = lab.pool("throughput-" + concurrency)) {
            pool.startCoordinator();
            Program known = pool.startMiner("throughput-miner", settings);
            PoolClient client = pool.client();
            Jobs jobs = new Jobs(client);
            jobs.awaitMiner(); // a coordinator takes no jobs that nobody it knows can do
            known.terminate();
            known.awaitExit(STOP);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < WARM_UP + lab.effort().jobs(); i++) {
                ids.add(jobs.submit(Jobs.tiny()));
            }
            pool.startMiner("throughput-miner", settings);
            awaitLast(client, ids);
            return ids.stream()
                    .map(client::job)
                    .map(ThroughputBench::credited)
                    .sorted()
                    .toList();
        }
    }

    private static void awaitLast(PoolClient client, List<String> ids) throws InterruptedException {
        long until = System.nanoTime() + GIVE_UP_SECONDS * 1_000_000_000L;
        List<String> open = new ArrayList<>(ids);
        while (!open.isEmpty()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(open.size() + " jobs are not done after " + GIVE_UP_SECONDS + " s");
            }
            Pause.millis(500); // seldom, because looking takes the processor from what is measured
            while (!open.isEmpty() && isOver(client.job(open.get(open.size() - 1)))) {
                open.remove(open.size() - 1);
            }
        }
    }

    private static boolean isOver(JobView job) {
        return job.state() != JobState.QUEUED && job.state() != JobState.RUNNING;
    }

    private static Instant credited(JobView job) {
        if (job.state() != JobState.COMPLETED || Objects.requireNonNullElse(job.credited(), 0L) != job.price()) {
            throw new IllegalStateException("job " + job.id() + " was not credited: " + job);
        }
        return Objects.requireNonNull(job.finishedAt());
    }
}
