package io.aitbc.agent.job;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.api.param.InputFile;
import io.aitbc.api.port.Coordinator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One input file on its way into a job's directory: a temporary file that is hashed while it grows, and that gets its
 * name, which is its hash, when it is whole. Nothing is synced: what a power cut spoils has another hash at the next
 * look, and is fetched again. Blocking; thread-safe, since the call that fills it may outlive the wait for it.
 */
final class InputDownload implements Coordinator.Sink {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final String PART = ".part";

    private final InputFile input;
    private final Path part;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.begin();
    private long bytes;
    private boolean closed;
    private @Nullable Failure problem;

    private InputDownload(InputFile input, Path part, FileChannel channel) {
        this.input = input;
        this.part = part;
        this.channel = channel;
    }

    /**
     * Begins with nothing, whatever an earlier try left.
     *
     * @param directory made if need be; its parent must exist
     */
    static InputDownload begin(Path directory, InputFile input) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path part = directory.resolve(input.sha256() + PART);
        Files.deleteIfExists(part);
        FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new InputDownload(input, part, channel);
    }

    /** Whether the file is there, with the right bytes. One that is not is removed. */
    static boolean isThere(Path directory, InputFile input) throws IOException {
        Path file = directory.resolve(input.sha256());
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        boolean right = Files.size(file) <= input.maxBytes() && sha256(file).equals(input.sha256());
        if (!right) {
            Files.delete(file);
        }
        return right;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return Sha256.hex(digest);
    }

    @Override
    public synchronized void take(ByteBuffer data) throws IOException {
        if (closed) {
            throw new IOException("nobody waits for this file any more");
        }
        bytes += data.remaining();
        if (bytes > input.maxBytes()) {
            problem = new Failure(
                    FailureCode.E_INVALID,
                    "input file " + input.sha256() + " is larger than the " + input.maxBytes()
                            + " bytes that are allowed",
                    input.field());
            throw new IOException("the file is larger than it may be");
        }
        digest.update(data.duplicate());
        try {
            while (data.hasRemaining()) {
                channel.write(data);
            }
        } catch (IOException e) {
            problem = Attempts.noSpace(e);
            throw e;
        }
    }

    /** Why no other try would go better, whatever the call's answer is; empty when it says nothing of the kind. */
    synchronized Optional<Failure> problem() {
        return Optional.ofNullable(problem);
    }

    /** Ends it: true when all bytes are there and are the right ones; the file then has its name, and is read-only. */
    synchronized boolean finish() throws IOException {
        if (closed) {
            return false;
        }
        closed = true;
        channel.close();
        if (!Sha256.hex(digest).equals(input.sha256())) {
            Files.deleteIfExists(part);
            return false;
        }
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--------"));
        Files.move(part, part.resolveSibling(input.sha256()), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Takes nothing more and keeps nothing. */
    synchronized void discard() throws IOException {
        if (!closed) {
            closed = true;
            channel.close();
            Files.deleteIfExists(part);
        }
    }
}
