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
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
        Map<String, String> jdkArchive = Map.of("MINER_JAVA_OPTS", "-XX:SharedArchiveFile=" + ClassData.ofJdk());
        try (Pool pool = lab.pool("idle");
                Pool other = lab.pool("idle-without", jdkArchive)) {
            pool.startCoordinator();
            Program agent = pool.startMiner("idle-miner", Lab.usualPaces());
            Map<String, String> settings = new HashMap<>(Lab.usualPaces());
            settings.put("COORD_URL", pool.url());
            Program without = other.startMiner("idle-miner-2", settings);
            for (Program each : List.of(agent, without)) {
                each.awaitLine(Pattern.compile("accelerator chosen"), START);
            }
            List<String> command = lab.java(LikeAgent.flags(agent.pid()), PollingPeer.class, lab.ownJar());
            command.add(pool.url() + "/v1/wallet/balance");
            try (Program peer = Program.start(command, Map.of(), lab.directory().resolve("polling-peer.log"))) {
                peer.awaitLine(Pattern.compile("answered"), START);
                lab.say()
                        .accept("idle: watching the agent, with and without a class-data archive, and a bare JVM for "
                                + lab.effort().seconds() + " s");
                Pause.millis(SETTLE_MILLIS);
                return figures(watch(lab, agent, without, peer), hasArchive(lab));
            }
        }
    }

    private static boolean hasArchive(Lab lab) {
        return Files.exists(ClassData.Archives.installedIn(lab.home()).agent());
    }

    /** @return the looks at each of {@code programs}, all in the same time */
    private static List<List<ProcSample>> watch(Lab lab, Program... programs) throws IOException, InterruptedException {
        List<List<ProcSample>> looks = new ArrayList<>();
        for (Program program : programs) {
            looks.add(new ArrayList<>(List.of(ProcSample.of(program.pid()))));
        }
        for (int slice = 0; slice < SLICES; slice++) {
            Pause.millis(lab.effort().seconds() * 1000L / SLICES);
            for (int i = 0; i < programs.length; i++) {
                looks.get(i).add(ProcSample.of(programs[i].pid()));
            }
        }
        return looks;
    }

    private static List<Figure> figures(List<List<ProcSample>> looks, boolean archived) {
        List<ProcSample> bare = looks.get(2);
        List<Figure> figures = new ArrayList<>();
        if (archived) {
            figures.addAll(figures("idle.", looks.get(0), bare));
        }
        figures.addAll(figures("idle.without_archive.", looks.get(1), bare));
        return figures;
    }

    private static List<Figure> figures(String prefix, List<ProcSample> ours, List<ProcSample> bare) {
        String peer = "bare JVM polling each second";
        return List.of(
                level(prefix + "rss", ours, ProcSample::rssMib)
                        .aim(Aim.atMost(90))
                        .beside(peer, level("", bare, ProcSample::rssMib).value()),
                level(prefix + "pss", ours, ProcSample::pssMib)
                        .beside(peer, level("", bare, ProcSample::pssMib).value()),
                rate(prefix + "cpu", "% core", ours, ProcSample::cpuPercentSince)
                        .aim(Aim.atMost(0.3))
                        .beside(
                                peer,
                                rate("", "", bare, ProcSample::cpuPercentSince).value()),
                rate(prefix + "wakeups", "1/s", ours, ProcSample::wakeupsPerSecondSince)
                        .beside(
                                peer,
                                rate("", "", bare, ProcSample::wakeupsPerSecondSince)
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
