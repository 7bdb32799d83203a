package io.aitbc.agent.job;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.outcome.Sha256;
import io.aitbc.ipc.FromRunner.ProducedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Turns files that a runner says it wrote into outputs that a proof may name: each is there, is a plain file inside the
 * job's directory, is not empty, is within bounds, is on the disk for good, and is hashed from what the disk holds.
 * Blocking; called on the I/O thread.
 */
public final class OutputSealer {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MAX_FILES = 65;

    private final LongSupplier maxBytes;

    /** @param maxBytes the most that all outputs of one job may take, together */
    public OutputSealer(LongSupplier maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The runner's word does not hold. */
    public static final class UnfitOutputException extends Exception {
        private final transient Failure failure;

        UnfitOutputException(String message) {
            super(message);
            failure = new Failure(FailureCode.E_OUTPUT, message);
        }

        public Failure failure() {
            return failure;
        }
    }

    /** @return the outputs in the order given, the primary one first */
    public List<OutputFile> seal(Path directory, List<ProducedFile> produced) throws UnfitOutputException, IOException {
        if (produced.isEmpty() || produced.size() > MAX_FILES) {
            throw new UnfitOutputException(
                    "the work named " + produced.size() + " output files; 1 to " + MAX_FILES + " are allowed");
        }
        List<OutputFile> sealed = new ArrayList<>(produced.size());
        Set<String> names = new HashSet<>();
        long left = maxBytes.getAsLong();
        for (ProducedFile file : produced) {
            if (!names.add(file.name())) {
                throw new UnfitOutputException("the work named one output file twice");
            }
            OutputFile output = sealOne(directory, file, left);
            left -= output.bytes();
            sealed.add(output);
        }
        syncDirectory(directory);
        return sealed;
    }

    private static OutputFile sealOne(Path directory, ProducedFile file, long left)
            throws UnfitOutputException, IOException {
        if (!OutputFile.isPlainName(file.name())) {
            throw new UnfitOutputException(
                    "an output file's name must be 1 to 100 of A-Z a-z 0-9 . _ - and no dot first");
        }
        Path path = directory.resolve(file.name());
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new UnfitOutputException("output file " + file.name() + " is missing or is no plain file");
        }
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long bytes = channel.size();
            if (bytes == 0 || bytes > left) {
                throw new UnfitOutputException("output file " + file.name() + " has " + bytes
                        + " bytes; it must have some, and " + left + " are left of what a job may produce");
            }
            channel.force(true);
            String sha256 = sha256(channel);
            if (channel.position() != bytes) {
                throw new UnfitOutputException("output file " + file.name() + " changed while it was read");
            }
            return new OutputFile(file.name(), file.mediaType(), bytes, sha256);
        }
    }

    private static String sha256(FileChannel channel) throws IOException {
        MessageDigest digest = Sha256.begin();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, channel.size())));
        while (channel.read(buffer) >= 0) {
            digest.update(buffer.flip());
            buffer.clear();
        }
        return Sha256.hex(digest);
    }

    /** The files' names must outlive a power cut too. */
    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
