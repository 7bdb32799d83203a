package io.aitbc.agent.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory {@code STATE_DIR/engine}. Whatever begins with a dot is on its way in or out; everything else is a
 * whole engine. One installation at a time.
 */
public final class EngineStore {
    private static final String HIDDEN = ".";
    private static final String OLD = ".old-";
    private static final String PARTS = ".download";

    private final Path directory;

    public EngineStore(Path stateDir) {
        this.directory = stateDir.resolve("engine");
    }

    public Path directory() {
        return directory;
    }

    /** Where downloads lie until they are whole. */
    Path parts() {
        return directory.resolve(PARTS);
    }

    /** Those that can be read, by name. One that an interrupted replacement left aside counts too. */
    public List<InstalledEngine> installed() {
        List<InstalledEngine> installed = new ArrayList<>();
        for (Path entry : entries()) {
            String name = String.valueOf(entry.getFileName());
            boolean leftAside = name.startsWith(OLD) && !Files.exists(directory.resolve(name.substring(OLD.length())));
            if (!name.startsWith(HIDDEN) || leftAside) {
                try {
                    installed.add(InstalledEngine.read(entry));
                } catch (IOException ignored) {
                    // not one of ours: broken() names it
                }
            }
        }
        return installed;
    }

    /** Directories that ought to hold an engine and do not. */
    public List<Path> broken() {
        List<Path> good = installed().stream().map(InstalledEngine::directory).toList();
        return entries().stream()
                .filter(entry -> !String.valueOf(entry.getFileName()).startsWith(HIDDEN) && !good.contains(entry))
                .toList();
    }

    private List<Path> entries() {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // there is none yet
        }
    }

    /** Makes the directories, and lets nobody else install until it is closed. */
    Turn turn() throws IOException {
        Files.createDirectories(directory);
        FileChannel channel =
                FileChannel.open(directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) {
                throw new IOException("another aitbc-miner installs an engine into " + directory + " right now");
            }
            return new Turn(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The only one that may change the store now. */
    final class Turn implements AutoCloseable {
        private final FileChannel channel;

        private Turn(FileChannel channel) throws IOException {
            this.channel = channel;
            clear();
        }

        /** An empty hidden directory to build an engine in. */
        Path aside() throws IOException {
            return Files.createTempDirectory(directory, ".new-");
        }

        /**
         * Puts a whole engine in its place; an older one of that name goes. Killed between two renames, the older one
         * is still found aside.
         */
        void publish(Path built, String id) throws IOException {
            Path place = directory.resolve(id);
            Path old = directory.resolve(OLD + id);
            sync(built);
            if (Files.exists(place)) {
                Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            }
            try {
                Files.move(built, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (Files.exists(old)) {
                    Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
                }
                throw e;
            }
            sync(directory);
            remove(old);
        }

        /** Removes what earlier ones left behind. */
        private void clear() throws IOException {
            for (Path entry : entries()) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(OLD)) {
                    Path place = directory.resolve(name.substring(OLD.length()));
                    if (Files.exists(place)) {
                        remove(entry);
                    } else {
                        Files.move(entry, place, StandardCopyOption.ATOMIC_MOVE);
                    }
                } else if (name.startsWith(".new-")) {
                    remove(entry);
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Makes a directory's entries durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** With everything in it; harmless when it is not there. */
    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
