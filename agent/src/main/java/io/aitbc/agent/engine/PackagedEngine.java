package io.aitbc.agent.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engine among the runner's jars, told from their names.
 *
 * @param home where the runner's jars lie
 * @param version the PyTorch that its native side was compiled for, and so that an installed engine must have; null
 *     when no jar says
 * @param cpu the jar that holds PyTorch for the processor; null when it is not installed
 */
public record PackagedEngine(
        Path home, @Nullable String version, @Nullable Path cpu) {
    private static final Pattern NATIVE_SIDE = Pattern.compile("pytorch-jni-([0-9.]+)-.*\\.jar");
    private static final Pattern LIBRARIES = Pattern.compile("pytorch-native-cpu-([0-9.]+)-.*\\.jar");

    static PackagedEngine in(Path home) {
        List<Path> jars = jars(home);
        Optional<Path> cpu = jars.stream()
                .filter(jar ->
                        LIBRARIES.matcher(String.valueOf(jar.getFileName())).matches())
                .findFirst();
        return new PackagedEngine(home, version(jars).orElse(null), cpu.orElse(null));
    }

    private static Optional<String> version(List<Path> jars) {
        return jars.stream()
                .map(jar -> NATIVE_SIDE.matcher(String.valueOf(jar.getFileName())))
                .filter(Matcher::matches)
                .map(name -> name.group(1))
                .findFirst();
    }

    private static List<Path> jars(Path home) {
        try (Stream<Path> files = Files.list(home)) {
            return files.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** As it lies on the disk, packed; 0 when it is not installed. */
    public long bytes() {
        try {
            return cpu == null ? 0 : Files.size(cpu);
        } catch (IOException e) {
            return 0;
        }
    }
}
