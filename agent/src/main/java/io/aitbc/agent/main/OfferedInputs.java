package io.aitbc.agent.main;

import io.aitbc.agent.job.Inputs;
import io.aitbc.api.port.Coordinator;
import io.aitbc.api.wire.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Input files that lie on this machine, in a coordinator's place. They are copied: a job's own copy cannot change. */
final class OfferedInputs implements Inputs.Source {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Map<String, Path> files;
    private final Executor io;

    /** @param files by their SHA-256 */
    OfferedInputs(Map<String, Path> files, Executor io) {
        this.files = files;
        this.io = io;
    }

    @Override
    public CompletionStage<Answer<Long>> input(String sha256, long maxBytes, Coordinator.Sink sink) {
        Path file = files.get(sha256);
        if (file == null) {
            return CompletableFuture.completedFuture(
                    new Answer.Refused<>(404, "INPUT_NOT_FOUND", "no file with the SHA-256 " + sha256 + " was given"));
        }
        return CompletableFuture.supplyAsync(() -> copy(file, sink), io);
    }

    private static Answer<Long> copy(Path file, Coordinator.Sink sink) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ)) {
            while (from.read(buffer) >= 0) {
                sink.take(buffer.flip());
                buffer.clear();
            }
            return new Answer.Ok<>(from.position());
        } catch (IOException e) {
            return new Answer.Refused<>(0, "E_INPUT", file + " cannot be read: " + e.getMessage());
        }
    }
}
