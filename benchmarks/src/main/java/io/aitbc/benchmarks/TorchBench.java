package io.aitbc.benchmarks;

import io.aitbc.benchmarks.measure.JobClock;
import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.peer.MatrixPeer;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Figure.Aim;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the agent, the runner and the workload's own care (progress, cancels, sub-managers) cost a job's arithmetic: the
 * {@code seconds} of torch_bench's loop as its proof gives them, against the same loop in a bare DJL program with as
 * many threads. Both are warm processes that take turns; a ratio is of one pair, and the median of the pairs is the
 * figure.
 */
final class TorchBench implements Benchmark {
    private static final int JOB_SECONDS = 300;

    private static final List<Shape> SHAPES = List.of(new Shape(512, 1500), new Shape(1024, 250), new Shape(2048, 40));

    private record Shape(int size, int iterations) {
        double gflops(double seconds) {
            return 2.0 * size * size * size * iterations / seconds / 1e9;
        }
    }

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        try (Pool pool = lab.pool("torch")) {
            pool.startCoordinator();
            Program miner = pool.startMiner("torch-miner", Lab.usualPaces());
            Ours ours = new Ours(pool.client(), JobClock.on(miner));
            ours.awaitMiner();
            Map<String, @Nullable Object> first = ours.run(new Shape(64, 10));
            int threads = ((Number) Objects.requireNonNull(first.get("threads"))).intValue();
            try (BareDjl theirs = BareDjl.start(lab, threads)) {
                List<Figure> figures = new ArrayList<>();
                for (Shape shape : SHAPES) {
                    lab.say()
                            .accept("torch: size " + shape.size() + ", "
                                    + lab.effort().pairs() + " pairs, " + threads + " threads");
                    figures.addAll(compare(lab, shape, ours, theirs));
                }
                return figures;
            }
        }
    }

    private static List<Figure> compare(Lab lab, Shape shape, Ours ours, BareDjl theirs)
            throws IOException, InterruptedException {
        List<Double> ratios = new ArrayList<>();
        List<Double> runner = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = -1; i < lab.effort().pairs(); i++) { // the first pair warms up
            double mine = ours.seconds(shape);
            double other = theirs.seconds(shape.size(), shape.iterations());
            if (i >= 0) {
                ratios.add(other / mine);
                runner.add(shape.gflops(mine));
                bare.add(shape.gflops(other));
            }
        }
        Stats speed = Stats.of(runner);
        return List.of(
                Figure.median("torch.ratio_" + shape.size(), "of bare", Stats.of(ratios))
                        .aim(Aim.atLeast(0.97)),
                Figure.median("torch.speed_" + shape.size(), "GFLOP/s", speed)
                        .beside(
                                "bare DJL " + MatrixPeer.class.getSimpleName(),
                                Stats.of(bare).p50()));
    }

    /** The way through coordinator, agent and runner. */
    private record Ours(PoolClient client, JobClock clock) {
        void awaitMiner() throws InterruptedException {
            new Jobs(client).awaitMiner();
        }

        /** @return the proof's metrics */
        Map<String, @Nullable Object> run(Shape shape) throws InterruptedException {
            String job = new Jobs(client).submit(Jobs.matrices(shape.size(), shape.iterations()));
            clock.awaitEnd(job, JOB_SECONDS);
            return Objects.requireNonNull(client.job(job).metrics());
        }

        double seconds(Shape shape) throws InterruptedException {
            return ((Number) Objects.requireNonNull(run(shape).get("seconds"))).doubleValue();
        }
    }
}
