package io.aitbc.coordinator.outputs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Output files, each named by the SHA-256 of its bytes: {@code outputs/ab/abcd…}. A file appears under its name only
 * when it is whole, checked and on the disk. Blocks; for worker threads. Thread-safe.
 */
public final class OutputStore {
    /** Far longer than it takes from a file's arrival to the commit that names it. */
    static final Duration UNTOUCHED = Duration.ofHours(1);

    private final InstantSource clock;
    private final Path outputs;
    private final Path incoming;
    private final AtomicLong count = new AtomicLong();
    /** Held where a file becomes young and where an old one goes: no sweep takes what somebody has just counted on. */
    private final Object aging = new Object();

    private OutputStore(Path outputs, Path incoming, InstantSource clock) {
        this.clock = clock;
        this.outputs = outputs;
        this.incoming = incoming;
    }

    /**
     * Opens the store under the data directory and removes what was left half written.
     *
     * @param clock the one that the file system goes by
     */
    public static OutputStore open(Path data, InstantSource clock) throws IOException {
        Path outputs = Files.createDirectories(data.resolve("outputs"));
        Path incoming = Files.createDirectories(data.resolve("incoming"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return new OutputStore(outputs, incoming, clock);
    }

    /** @param sha256 64 lower-case hex digits, already checked to be */
    public Optional<Path> find(String sha256) {
        Path file = folder(sha256).resolve(sha256);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Keeps bytes whose hash is known to be {@code sha256}. */
    public void save(String sha256, byte[] bytes) throws IOException, MismatchException {
        if (find(sha256).isPresent() && touch(sha256)) {
            return;
        }
        try (Incoming file = receive(sha256)) {
            file.write(ByteBuffer.wrap(bytes));
            file.keep();
        }
    }

    /** Makes a file as young as a new one, so that no sweep takes it before its job names it; false when it is gone. */
    private boolean touch(String sha256) throws IOException {
        synchronized (aging) {
            try {
                Files.setLastModifiedTime(folder(sha256).resolve(sha256), FileTime.from(clock.instant()));
                return true;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /**
     * Removes files that nobody names and that have been here for some time: a younger one's job may be about to name
     * it.
     *
     * @param folder which 256th of the store, 0 to 255
     * @param most files removed at once
     */
    public void sweep(int folder, Predicate<String> isNamed, int most) throws IOException {
        Path swept = outputs.resolve(HexFormat.of().toHexDigits((byte) folder));
        if (Files.notExists(swept)) {
            return;
        }
        FileTime young = FileTime.from(clock.instant().minus(UNTOUCHED));
        int removed = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(swept)) {
            for (Path file : files) {
                boolean old = isOlder(file, young);
                if (old && !isNamed.test(file.getFileName().toString()) && removed++ < most) {
                    removeUnlessTouched(file, young);
                }
            }
        }
    }

    private static boolean isOlder(Path file, FileTime time) throws IOException {
        return Files.getLastModifiedTime(file).compareTo(time) < 0;
    }

    /** It may have come once more since it was looked at. */
    private void removeUnlessTouched(Path file, FileTime young) throws IOException {
        synchronized (aging) {
            if (isOlder(file, young)) {
                Files.delete(file);
            }
        }
    }

    /** Under the lock of {@link #removeUnlessTouched}, which must not take it for the old one. */
    private void arrive(Incoming part, Path file) throws IOException {
        synchronized (aging) {
            part.moveTo(file);
        }
    }

    /** Begins a file that must turn out to have this hash. */
    public Incoming receive(String sha256) throws IOException {
        return new Incoming(incoming.resolve(count.incrementAndGet() + ".part"), sha256);
    }

    private Path folder(String sha256) {
        return outputs.resolve(sha256.substring(0, 2));
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A file on its way in, which must turn out to have a certain hash. */
    public final class Incoming extends ArrivingFile {
        private final String expected;

        private Incoming(Path part, String expected) throws IOException {
            super(part);
            this.expected = expected;
        }

        /** Makes the file durable under its name. */
        public void keep() throws IOException, MismatchException {
            String actual = hash();
            if (!actual.equals(expected)) {
                throw new MismatchException(bytes(), actual);
            }
            seal();
            Path folder = folder(expected);
            if (Files.notExists(folder)) {
                Files.createDirectories(folder);
                sync(outputs);
            }
            arrive(this, folder.resolve(expected));
            sync(folder);
        }
    }

    /** The bytes do not have the hash that was said. */
    public static final class MismatchException extends Exception {
        private MismatchException(long bytes, String actual) {
            super("the " + bytes + " bytes received have the SHA-256 " + actual);
        }
    }
}
