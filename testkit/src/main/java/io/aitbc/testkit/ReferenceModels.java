package io.aitbc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The small models with golden files that {@code README.md} beside them describes. Each lies in a directory of its own,
 * as the Hugging Face hub lays models out, with the golden files among the model's.
 */
public final class ReferenceModels {
    /** The language models; {@code lm-extra} holds golden files only. */
    public static final List<String> NAMES = List.of(
            "demo-llm", "tiny-gpt2", "tiny-llama", "tiny-llama-bf16", "tiny-qwen2", "tiny-qwen2-bf16", "tiny-qwen3");

    /** The pipelines that draw. */
    public static final List<String> PICTURES = List.of("demo-sd", "tiny-sd", "tiny-sdxl");

    /** Single parts of pipelines. */
    private static final List<String> PARTS = List.of("tiny-safety/safety_checker", "tiny-vae-oldnames");

    /** All that a model store finds here, in order: those that speak, those that draw, and parts of these. */
    public static final List<String> ALL =
            Stream.of(NAMES, PICTURES, PARTS).flatMap(List::stream).sorted().toList();

    private static final String PLACE = "io/aitbc/testkit/models";

    private ReferenceModels() {}

    /** The directory that holds them all, which a test may use as a MODEL_DIR. Read only: others read it too. */
    public static Path root() {
        return Root.DIRECTORY;
    }

    /**
     * The directory of that name, one of {@link #ALL} or {@code lm-extra}. Read only: others read it too.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Path directory(String name) {
        Path directory = root().resolve(name);
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("no reference model is called " + name);
        }
        return directory;
    }

    /**
     * A copy of that directory for a test to spoil, at {@code target}, whose parent must exist; answers {@code target}.
     */
    public static Path copy(String name, Path target) {
        try {
            copyTree(directory(name), target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target;
    }

    /** Found, or unpacked, when first asked for. */
    private static final class Root {
        static final Path DIRECTORY = locate();
    }

    private static Path locate() {
        try {
            Path code = Path.of(ReferenceModels.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(code) ? code.resolve(PLACE) : unpack(code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Models are mapped into memory, which a member of a jar cannot be. The copy goes when the tests' process ends. */
    private static Path unpack(Path jar) throws IOException {
        Path target = Files.createTempDirectory("aitbc-reference-models");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(target), "reference-models-removed"));
        try (FileSystem members = FileSystems.newFileSystem(jar)) {
            copyTree(members.getPath(PLACE), target.resolve("models"));
        }
        return target.resolve("models");
    }

    private static void copyTree(Path source, Path target) throws IOException {
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path path : walk.toList()) {
                Files.copy(path, target.resolve(source.relativize(path).toString()));
            }
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException ignored) {
            // a temporary directory, and the process is ending
        }
    }
}
