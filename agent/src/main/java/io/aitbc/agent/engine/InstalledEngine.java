package io.aitbc.agent.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** An engine in {@code STATE_DIR/engine}. */
public record InstalledEngine(Path directory, EngineRecord record) {
    private static final String LIBRARIES = "lib";

    /** @throws IOException when there is no engine in {@code directory}; the message says why */
    static InstalledEngine read(Path directory) throws IOException {
        return new InstalledEngine(
                directory, EngineRecord.read(Files.readAllBytes(directory.resolve(EngineRecord.FILE))));
    }

    /** Its directory's name. */
    public String id() {
        return String.valueOf(directory.getFileName());
    }

    /** What {@code PYTORCH_LIBRARY_PATH} has to say. */
    public Path libraries() {
        return librariesIn(directory);
    }

    static Path librariesIn(Path engine) {
        return engine.resolve(LIBRARIES);
    }

    /**
     * Reads every byte of it and compares.
     *
     * @return what is not as it was installed, a line each; empty when all is well
     */
    public List<String> differences() throws IOException {
        List<String> differences = new ArrayList<>();
        Set<String> unknown = new TreeSet<>();
        try (Stream<Path> files = Files.list(libraries())) {
            files.forEach(file -> unknown.add(String.valueOf(file.getFileName())));
        }
        for (EngineRecord.Library library : record.files()) {
            Path file = libraries().resolve(library.name());
            if (!unknown.remove(library.name())) {
                differences.add(library.name() + " is missing");
            } else if (Files.size(file) != library.bytes()) {
                differences.add(library.name() + " has " + Files.size(file) + " bytes instead of " + library.bytes());
            } else if (!Digests.of(file).equals(library.sha256())) {
                differences.add(library.name() + " has other bytes than when it was installed");
            }
        }
        // The engine loads every library that it finds, so one that nobody checked is as bad as a wrong one.
        unknown.forEach(name -> differences.add(name + " was not installed with it"));
        return differences;
    }
}
