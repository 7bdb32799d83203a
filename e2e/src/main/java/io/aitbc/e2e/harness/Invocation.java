package io.aitbc.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command that ends by itself, with its two streams kept apart. */
public final class Invocation implements AutoCloseable {
    private final String shown;
    private final Process process;
    private final Path out;
    private final Path err;

    private Invocation(String shown, Process process, Path out, Path err) {
        this.shown = shown;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** How it ended. */
    public record Ended(int status, String out, String err) {}

    /**
     * Starts it.
     *
     * @param environment added to this process's own
     * @param logs where its output goes, in files with {@code number} in their names
     */
    static Invocation start(List<String> command, Map<String, String> environment, Path logs, int number)
            throws IOException {
        Path out = logs.resolve("command-" + number + ".out");
        Path err = logs.resolve("command-" + number + ".err");
        ProcessBuilder builder = new ProcessBuilder(Signals.heard(command))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Invocation(String.join(" ", command), builder.start(), out, err);
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What it has written to standard error until now. */
    public String errSoFar() throws IOException {
        return Files.readString(err);
    }

    /** Waits for the end. */
    public Ended end(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(shown + " did not end within " + within);
            }
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new IllegalStateException("what " + shown + " printed cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + shown, e);
        }
    }

    /** Ends it and all that it started, by force. */
    @Override
    public void close() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
