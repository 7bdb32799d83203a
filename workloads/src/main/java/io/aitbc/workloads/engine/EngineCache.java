package io.aitbc.workloads.engine;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that DJL unpacks native libraries into. DJL unpacks into a {@code tmp…} directory and renames it, but
 * two processes that start at once remove each other's, and one that is killed leaves 430 MB behind; so runners load
 * the engine one after another, and each clears away what a dead one left.
 */
final class EngineCache {
    private static final Logger LOG = LoggerFactory.getLogger(EngineCache.class);
    private static final String LOCK = "lock";
    private static final String LEFTOVER = "tmp";

    private final Path directory;

    EngineCache(Path directory) {
        this.directory = directory;
    }

    /** Does {@code work} while no other process does; without that care where the directory cannot be written. */
    <T> T alone(Supplier<T> work) {
        try (FileChannel lock = open()) {
            lock.lock(); // until the channel closes
            removeLeftovers();
            return work.get();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("cause", e).log("engine cache is read-only");
            return work.get();
        }
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(directory);
        return FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void removeLeftovers() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> leftovers = entries.filter(
                            entry -> directory.relativize(entry).toString().startsWith(LEFTOVER))
                    .toList();
            leftovers.forEach(Utils::deleteQuietly);
        }
    }
}
