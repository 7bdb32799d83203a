package io.aitbc.benchmarks;

import io.aitbc.benchmarks.ClassData.Archives;
import io.aitbc.benchmarks.measure.HeartbeatWatch;
import io.aitbc.benchmarks.measure.Stats;
import io.aitbc.benchmarks.peer.HelloPeer;
import io.aitbc.benchmarks.report.Figure;
import io.aitbc.benchmarks.report.Figure.Aim;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * From executing {@code bin/aitbc-miner} to the first heartbeat's arrival at a server in this process: the launcher,
 * the JVM, the configuration, the journal, the introduction and its answer are all in it. Three take turns: the agent
 * with a class-data archive, the agent with the JDK's own only, and a JVM with the same options that says hello.
 */
final class StartBench implements Benchmark {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Figure> measure(Lab lab) throws IOException, InterruptedException {
        lab.say()
                .accept("start: making a class-data archive, then "
                        + lab.effort().repeats() + " starts of each kind");
        Path made = lab.directory().resolve("start-archives");
        Archives archives = new Archives(made.resolve("agent.jsa"), made.resolve("coordinator.jsa"));
        new ClassData(lab).make(archives);
        try (HeartbeatWatch server = HeartbeatWatch.start()) {
            List<String> flags = flags(lab, server);
            List<Double> with = new ArrayList<>();
            List<Double> without = new ArrayList<>();
            List<Double> hello = new ArrayList<>();
            for (int i = -1; i < lab.effort().repeats(); i++) {
                double[] turn = {
                    start(lab, server, archives.agent()), start(lab, server, ClassData.ofJdk()), hello(lab, flags)
                };
                if (i >= 0) { // the first turn fills the page cache
                    with.add(turn[0]);
                    without.add(turn[1]);
                    hello.add(turn[2]);
                }
            }
            return figures(Stats.of(with), Stats.of(without), Stats.of(hello).p50());
        }
    }

    private static List<Figure> figures(Stats with, Stats without, double hello) {
        String bare = "bare JVM says hello";
        return List.of(
                Figure.median("start.with_archive", "s", with)
                        .aim(Aim.atMost(0.6))
                        .beside(bare, hello),
                Figure.median("start.without_archive", "s", without)
                        .aim(Aim.atMost(0.6))
                        .beside(bare, hello));
    }

    /** @return seconds to the first heartbeat */
    private static double start(Lab lab, HeartbeatWatch server, Path archive) throws InterruptedException {
        try (Pool pool = lab.pool("start", Map.of("MINER_JAVA_OPTS", "-XX:SharedArchiveFile=" + archive))) {
            server.forget();
            long begun = System.nanoTime();
            Program miner = pool.startMiner("start-miner", settings(server));
            double seconds = (server.awaitHeartbeat(WITHIN) - begun) / 1e9;
            awaitLooked(miner);
            return seconds;
        }
    }

    /** So that the child that looks at the hardware does not run into the next start. */
    private static void awaitLooked(Program miner) {
        miner.awaitLine(Pattern.compile("accelerator chosen"), WITHIN);
    }

    private static List<String> flags(Lab lab, HeartbeatWatch server) throws IOException, InterruptedException {
        try (Pool pool = lab.pool("start")) {
            Program miner = pool.startMiner("start-miner", settings(server));
            server.awaitHeartbeat(WITHIN);
            awaitLooked(miner);
            return LikeAgent.flags(miner.pid());
        }
    }

    private static Map<String, String> settings(HeartbeatWatch server) {
        Map<String, String> settings = new HashMap<>(Lab.usualPaces());
        settings.put("COORD_URL", server.url());
        return settings;
    }

    /** @return seconds until its one line is read */
    private static double hello(Lab lab, List<String> flags) throws IOException {
        List<String> command = lab.java(flags, HelloPeer.class, lab.ownJar());
        long begun = System.nanoTime();
        try (Program peer = Program.start(command, Map.of(), lab.directory().resolve("hello-peer.log"))) {
            peer.awaitLine(Pattern.compile("hello"), WITHIN);
            return (System.nanoTime() - begun) / 1e9;
        }
    }
}
