package io.aitbc.agent.engine;

import io.aitbc.api.outcome.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A download as far as it has come, with the digest of what is there. Named by the digest that it must have in the end,
 * so it goes on whatever address it is fetched from.
 */
final class PartFile implements AutoCloseable {
    private static final int LONGEST_VALIDATOR = 512;

    private final Path file;
    private final Path validatorFile;
    private final FileChannel channel;
    private MessageDigest digest = Sha256.begin();
    private long size;

    private PartFile(Path file, FileChannel channel) {
        this.file = file;
        this.validatorFile = file.resolveSibling(file.getFileName() + ".validator");
        this.channel = channel;
    }

    /** Opens what is there, or nothing yet; reads it once for the digest. */
    static PartFile open(Path directory, String sha256) throws IOException {
        Path file = directory.resolve(sha256 + ".part");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        PartFile part = new PartFile(file, channel);
        try {
            InputStream there = Channels.newInputStream(channel);
            Digests.update(part.digest, there);
            part.size = channel.position();
            return part;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    Path file() {
        return file;
    }

    long size() {
        return size;
    }

    /** What the server called this version of the file; empty when it did not. */
    String validator() {
        try {
            String text = Files.readString(validatorFile, StandardCharsets.US_ASCII);
            return text.length() <= LONGEST_VALIDATOR ? text : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Starts over with another version of the file. */
    void restart(String newValidator) throws IOException {
        channel.truncate(0);
        channel.position(0);
        digest = Sha256.begin();
        size = 0;
        String kept = newValidator.length() <= LONGEST_VALIDATOR ? newValidator : "";
        Files.writeString(validatorFile, kept, StandardCharsets.US_ASCII);
    }

    void append(byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        digest.update(bytes, 0, length);
        size += length;
    }

    /** The digest of all of it, which is durable then; call it once, at the end. */
    String finish() throws IOException {
        channel.force(true);
        return Sha256.hex(digest);
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(validatorFile);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
