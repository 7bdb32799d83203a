package io.aitbc.agent.engine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engines that are there, and which one a runner loads:
 *
 * <ol>
 *   <li>what {@code PYTORCH_LIBRARY_PATH} names, whatever else there is: its owner knows why;
 *   <li>for a card, an installed engine for CUDA of the version that the runner was compiled for;
 *   <li>the one among the runner's jars, which is for the processor;
 *   <li>without that one, an installed engine for the processor too.
 * </ol>
 */
public final class Engines {
    static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
    static final String VERSION = "PYTORCH_VERSION";
    static final String FLAVOR = "PYTORCH_FLAVOR";

    /** The kinds of PyTorch that the runner's native side was compiled for; see {@code pytorch-jni} in its jars. */
    static final String CUDA_FLAVOR = "cu128";

    private static final String CPU_FLAVOR = "cpu";
    private static final String CORE = "libtorch.so";
    private static final String CUDA_CORE = "libtorch_cuda.so";

    private final Path runnerHome;
    private final EngineStore store;
    private final Map<String, String> environment;

    /** @param runnerHome where the runner's jars lie */
    public Engines(Path runnerHome, Path stateDir, Map<String, String> environment) {
        this.runnerHome = runnerHome;
        this.store = new EngineStore(stateDir);
        this.environment = Map.copyOf(environment);
    }

    public EngineStore store() {
        return store;
    }

    public PackagedEngine packaged() {
        return PackagedEngine.in(runnerHome);
    }

    /** The directory that {@code PYTORCH_LIBRARY_PATH} names, as the engine looks for it; empty when it holds none. */
    public Optional<Path> named() {
        return Stream.of(environment.getOrDefault(LIBRARY_PATH, "").split(File.pathSeparator, -1))
                .flatMap(Engines::path)
                .map(path -> CORE.equals(String.valueOf(path.getFileName())) ? path.getParent() : path)
                .filter(path -> path != null && Files.isRegularFile(path.resolve(CORE)))
                .findFirst();
    }

    private static Stream<Path> path(String text) {
        try {
            return text.isBlank() ? Stream.empty() : Stream.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Stream.empty();
        }
    }

    /** @param device as the engine names it: {@code cpu} or {@code cuda:N} */
    public EngineChoice forDevice(String device) {
        if (!environment.getOrDefault(LIBRARY_PATH, "").isBlank()) {
            return byEnvironment();
        }
        PackagedEngine packaged = packaged();
        boolean card = device.startsWith("cuda");
        Optional<InstalledEngine> installed =
                card || packaged.cpu() == null ? fitting(packaged, card) : Optional.empty();
        if (installed.isPresent()) {
            InstalledEngine engine = installed.get();
            String why = card ? "it is installed, and for CUDA" : "no other is installed";
            return new EngineChoice(
                    EngineChoice.Kind.INSTALLED,
                    engine.id(),
                    engine.libraries(),
                    engine.record().flavor(),
                    why);
        }
        if (packaged.cpu() == null) {
            return new EngineChoice(EngineChoice.Kind.NONE, "", null, null, "there is no engine in " + runnerHome);
        }
        String why = card ? "no engine for CUDA is installed" : "it is the one for the processor";
        return new EngineChoice(EngineChoice.Kind.PACKAGED, "", null, null, why);
    }

    /** Without a flavor the engine would take the place for one that the runner has no native side for. */
    private EngineChoice byEnvironment() {
        Optional<Path> libraries = named();
        String why = libraries.isPresent()
                ? LIBRARY_PATH + " names it"
                : LIBRARY_PATH + " is set, but no directory that it names holds " + CORE
                        + ", so the engine looks elsewhere";
        return new EngineChoice(EngineChoice.Kind.ENVIRONMENT, "", libraries.orElse(null), flavor(libraries), why);
    }

    private @Nullable String flavor(Optional<Path> libraries) {
        String asked = environment.getOrDefault(FLAVOR, "");
        if (!asked.isBlank()) {
            return asked;
        }
        return libraries
                .map(path -> Files.exists(path.resolve(CUDA_CORE)) ? CUDA_FLAVOR : CPU_FLAVOR)
                .orElse(null);
    }

    private Optional<InstalledEngine> fitting(PackagedEngine packaged, boolean forCuda) {
        return store.installed().stream()
                .filter(engine -> fits(engine, packaged))
                .filter(engine -> !forCuda || engine.record().flavor().startsWith("cu"))
                .findFirst();
    }

    /** Whether the runner's native side was compiled for this engine's version. */
    public static boolean fits(InstalledEngine engine, PackagedEngine packaged) {
        return packaged.version() == null || engine.record().version().equals(packaged.version());
    }
}
