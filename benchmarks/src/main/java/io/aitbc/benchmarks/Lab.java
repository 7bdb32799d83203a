package io.aitbc.benchmarks;

import io.aitbc.benchmarks.llm.ModelShape;
import io.aitbc.e2e.harness.Pool;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where a benchmark works.
 *
 * @param home the checkout whose {@code bin/} is measured
 * @param directory for throw-away data; on the disk whose syncs are measured
 * @param effort how much to do
 * @param say tells a person what goes on
 */
record Lab(Path home, Path directory, Effort effort, Consumer<String> say) {
    /**
     * How much to do.
     *
     * @param seconds how long the idle agent is watched
     * @param repeats how often a start is measured
     * @param jobs how many are dispatched, and how many are run through one agent at each concurrency
     * @param pairs how often a program and what it is measured beside take turns
     * @param models the language models
     */
    record Effort(int seconds, int repeats, int jobs, int pairs, List<ModelShape> models) {}

    /** An empty pool whose programs run on this very Java. */
    Pool pool(String name) {
        return pool(name, Map.of());
    }

    /** @param environment more variables for the pool's programs */
    Pool pool(String name, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        Pool pool = new Pool(home, directory.resolve(name)).environment(variables);
        Runtime.getRuntime().addShutdownHook(new Thread(pool::close)); // on Ctrl-C too
        return pool;
    }

    /** A miner's settings as a machine's owner has them: paces as the guide gives them. */
    static Map<String, String> usualPaces() {
        return Map.of("HEARTBEAT_SECS", "20", "JOB_POLL_SECS", "3");
    }

    /** The command line of a class of this program, on the same Java; more arguments can be added. */
    List<String> java(List<String> flags, Class<?> main, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main.getName()));
        return command;
    }

    /** The jar that the peers are in. */
    String ownJar() {
        try {
            return Path.of(Lab.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes a tree of throw-away data. */
    static void remove(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
