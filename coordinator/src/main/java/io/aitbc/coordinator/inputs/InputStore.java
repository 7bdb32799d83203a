package io.aitbc.coordinator.inputs;

import io.aitbc.coordinator.outputs.ArrivingFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Input files, each named by the SHA-256 of its bytes: {@code inputs/files/abcd…}. Names come and go on the writer's
 * thread alone ({@link #arrive}, {@link #remove}), in step with the rows that say which files are here. Blocks.
 */
public final class InputStore {
    private final Path files;
    private final Path incoming;
    private final AtomicLong count = new AtomicLong();

    private InputStore(Path files, Path incoming) {
        this.files = files;
        this.incoming = incoming;
    }

    /** Opens the store under the data directory and removes what was left half written. */
    public static InputStore open(Path data) throws IOException {
        Path inputs = data.resolve("inputs");
        Path files = Files.createDirectories(inputs.resolve("files"));
        Path incoming = Files.createDirectories(inputs.resolve("incoming"));
        try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        return new InputStore(files, incoming);
    }

    /**
     * Removes every file that is not {@code known}: what was cut off between a file and its row.
     *
     * @return those of {@code known} that are here
     */
    public Set<String> keepOnly(Set<String> known) throws IOException {
        Set<String> here = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (known.contains(name)) {
                    here.add(name);
                } else {
                    Files.delete(file);
                }
            }
        }
        return here;
    }

    /** Begins a file. */
    public ArrivingFile receive() throws IOException {
        return new ArrivingFile(incoming.resolve(count.incrementAndGet() + ".part"));
    }

    /** Gives a sealed file its name. */
    public void arrive(ArrivingFile file, String sha256) throws IOException {
        file.moveTo(path(sha256));
    }

    /** Makes the names durable that were given before. */
    public void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(files, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    public void remove(String sha256) throws IOException {
        Files.deleteIfExists(path(sha256));
    }

    /**
     * A file with its bytes, whatever the rows say: somebody may have tidied up.
     *
     * @return empty when it is not there, or not whole
     */
    public Optional<Path> find(String sha256, long bytes) {
        Path file = path(sha256);
        try {
            boolean whole = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == bytes;
            return whole ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @param sha256 64 lower-case hex digits, already checked to be */
    private Path path(String sha256) {
        return files.resolve(sha256);
    }
}
