package io.aitbc.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a small program that is not to be trusted to end, or to say little: within a time, with a bounded output, and
 * gone afterwards with every process that it started. Its standard error is thrown away and its input is empty.
 *
 * @param limit for everything together
 * @param maxBytes of output
 */
public record BoundedCommand(List<String> command, Duration limit, int maxBytes) {
    public BoundedCommand {
        command = List.copyOf(command);
    }

    /** @param exit its status */
    public record Output(int exit, String text) {}

    /**
     * Blocks until the program has ended and its output is read.
     *
     * @throws IOException when it cannot be started, does not end in time or writes too much; the message says which
     */
    public Output run() throws IOException {
        Process process = start();
        try {
            CompletableFuture<byte[]> reading = read(process.getInputStream());
            byte[] bytes = reading.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length > maxBytes) {
                throw new IOException("wrote more than " + maxBytes / 1024 + " KiB");
            }
            // The output is closed, so what is left is the exit itself.
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                throw new IOException("closed its output and did not end");
            }
            return new Output(process.exitValue(), new String(bytes, StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException("did not answer within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("its output cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new IOException("cannot be started (" + reason(e) + ")", e);
        }
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("error=2,") ? "not found" : DeviceText.clean(message);
    }

    private CompletableFuture<byte[]> read(InputStream in) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        result.complete(in.readNBytes(maxBytes + 1));
                    } catch (IOException e) {
                        result.completeExceptionally(e);
                    }
                },
                "command-output");
        reader.setDaemon(true);
        reader.start();
        return result;
    }
}
