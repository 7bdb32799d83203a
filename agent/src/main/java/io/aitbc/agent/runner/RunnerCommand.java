package io.aitbc.agent.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line and the environment of a runner. It gets what it needs by name: no key of the agent's can reach it.
 */
final class RunnerCommand {
    private static final String MAIN = "io.aitbc.workloads.runner.RunnerMain";
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long LARGEST_HEAP_MB = 4096;
    private static final long SMALLEST_HEAP_MB = 128;
    private static final Set<String> KEPT = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "LC_ALL",
            "TZ",
            "TMPDIR",
            "LD_LIBRARY_PATH",
            "PYTORCH_LIBRARY_PATH",
            "PYTORCH_VERSION",
            "PYTORCH_FLAVOR");
    private static final Set<String> KEPT_PREFIXES =
            Set.of("CUDA_", "NVIDIA_", "PYTORCH_CUDA_", "OMP_", "MKL_", "GOMP_");

    private final RunnerConfig config;

    RunnerCommand(RunnerConfig config) {
        this.config = config;
    }

    /** @throws IOException when there is no runner in its directory */
    ProcessBuilder builder(Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(RunnerOptions.JVM);
        command.addAll(List.of(
                "-Xmx" + heapMb() + "m",
                "-XX:ErrorFile=" + config.room().engineCache().resolve("runner-crash.log"),
                "-Djna.tmpdir=" + config.room().engineCache(),
                "-cp",
                classPath(),
                MAIN,
                "--device",
                config.device(),
                "--models",
                config.room().models().toString(),
                "--cache",
                config.room().modelCache().toString(),
                "--places",
                Integer.toString(config.room().places().getAsInt()),
                "--safety",
                config.room().safety().word()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(kept(environment));
        if (!config.card().isEmpty()) {
            builder.environment().put("CUDA_VISIBLE_DEVICES", config.card());
        }
        RunnerOptions.into(builder.environment(), config.room().engineCache());
        return builder;
    }

    /** Tensors live outside the Java heap; a quarter of the limit is for what is copied into it. */
    private long heapMb() {
        long quarter = config.room().memoryLimitBytes() / 4 / MEBIBYTE;
        return Math.max(SMALLEST_HEAP_MB, Math.min(LARGEST_HEAP_MB, quarter));
    }

    /** Named one by one, in order, so that a class-data archive of the runner's could be used. */
    private String classPath() throws IOException {
        try (Stream<Path> files = Files.list(config.home())) {
            String path = files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .collect(Collectors.joining(":"));
            if (path.isEmpty()) {
                throw new IOException("no jars in " + config.home());
            }
            return path;
        }
    }

    private static Map<String, String> kept(Map<String, String> environment) {
        Map<String, String> kept = new TreeMap<>(environment);
        kept.keySet()
                .removeIf(name -> !KEPT.contains(name) && KEPT_PREFIXES.stream().noneMatch(name::startsWith));
        return kept;
    }
}
