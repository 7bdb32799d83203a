package io.aitbc.benchmarks;

import io.aitbc.benchmarks.measure.Pause;
import io.aitbc.benchmarks.measure.ProcSample;
import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.peer.PollingPeer;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Figure.Aim;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * What a miner that waits for work costs its owner. An agent that has not run a job yet, under a coordinator (long
 * poll, heartbeats as that coordinator asks for them), beside a bare JVM with the same options that asks the same
 * coordinator once a second, in the same minute. Counted from a few seconds after the first heartbeat, when the child
 * that looks at the hardware is gone.
 */
final class IdleBench implements Benchmark {
    private static final int SLICES = 3;
    private static final int SETTLE_MILLIS = 8_000;
    private static final Duration START = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        try (Pool pool = lab.pool("idle")) {
            pool.startCoordinator();
            Program agent = pool.startMiner("idle-miner", Lab.usualPaces());
            agent.awaitLine(Pattern.compile("accelerator chosen"), START);
            List<String> command = lab.java(LikeAgent.flags(agent.pid()), PollingPeer.class, lab.ownJar());
            command.add(pool.url() + "/v1/wallet/balance");
            try (Program peer = Program.start(command, Map.of(), lab.directory().resolve("polling-peer.log"))) {
                peer.awaitLine(Pattern.compile("answered"), START);
                lab.say()
                        .accept("idle: letting the agent and a bare JVM settle, then watching both for "
                                + lab.effort().seconds() + " s");
                Pause.millis(SETTLE_MILLIS);
                return watch(lab, agent.pid(), peer.pid());
            }
        }
    }

    private static List<Figure> watch(Lab lab, long agent, long peer) throws IOException, InterruptedException {
        List<ProcSample> ours = new ArrayList<>(List.of(ProcSample.of(agent)));
        List<ProcSample> theirs = new ArrayList<>(List.of(ProcSample.of(peer)));
        for (int slice = 0; slice < SLICES; slice++) {
            Pause.millis(lab.effort().seconds() * 1000L / SLICES);
            ours.add(ProcSample.of(agent));
            theirs.add(ProcSample.of(peer));
        }
        String bare = "bare JVM polling each second";
        return List.of(
                level("idle.rss", ours, ProcSample::rssMib)
                        .aim(Aim.atMost(90))
                        .beside(bare, level("", theirs, ProcSample::rssMib).value()),
                level("idle.pss", ours, ProcSample::pssMib)
                        .beside(bare, level("", theirs, ProcSample::pssMib).value()),
                rate("idle.cpu", "% core", ours, ProcSample::cpuPercentSince)
                        .aim(Aim.atMost(0.3))
                        .beside(
                                bare,
                                rate("", "", theirs, ProcSample::cpuPercentSince)
                                        .value()),
                rate("idle.wakeups", "1/s", ours, ProcSample::wakeupsPerSecondSince)
                        .beside(
                                bare,
                                rate("", "", theirs, ProcSample::wakeupsPerSecondSince)
                                        .value()));
    }

    /** The highest of the looks is the figure: what must fit is the most that was taken. */
    private static Figure level(String name, List<ProcSample> looks, ToDoubleFunction<ProcSample> read) {
        Stats stats = Stats.of(looks.stream().mapToDouble(read).toArray());
        return Figure.of(name, "MiB", stats.max(), stats);
    }

    /** Over the whole time is the figure, the slices are its noise. */
    private static Figure rate(
            String name, String unit, List<ProcSample> looks, ToDoubleBiFunction<ProcSample, ProcSample> between) {
        double[] slices = new double[looks.size() - 1];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = between.applyAsDouble(looks.get(i + 1), looks.get(i));
        }
        double whole = between.applyAsDouble(looks.get(looks.size() - 1), looks.get(0));
        return Figure.of(name, unit, whole, Stats.of(slices));
    }
}
