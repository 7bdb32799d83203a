package io.aitbc.coordinator.outputs;

import io.aitbc.api.outcome.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file on its way in: hashed while it grows, and durable before it gets a name. Blocks; for one thread at a time;
 * closing it forgets it unless it was moved.
 */
public class ArrivingFile implements AutoCloseable {
    private final Path part;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.begin();
    private long bytes;

    /** @param part where it grows; must not be there yet */
    public ArrivingFile(Path part) throws IOException {
        this.part = part;
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    public final void write(ByteBuffer data) throws IOException {
        bytes += data.remaining();
        digest.update(data.duplicate());
        while (data.hasRemaining()) {
            channel.write(data);
        }
    }

    /** So far. */
    public final long bytes() {
        return bytes;
    }

    /** The SHA-256 of all that was written; once. */
    public final String hash() {
        return Sha256.hex(digest);
    }

    /** Makes its bytes durable; nothing can be written after it. */
    public final void seal() throws IOException {
        channel.force(true);
        channel.close();
    }

    /** Gives it its name, which is durable when its directory has been synced. */
    public final void moveTo(Path file) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public final void close() throws IOException {
        channel.close();
        Files.deleteIfExists(part);
    }
}
