package io.aitbc.agent.runner;

import io.aitbc.ipc.FrameCodec;
import io.aitbc.ipc.FrameReader;
import io.aitbc.ipc.FromRunner;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts a runner only to hear its first words, for the command line: blocks, and leaves no process behind. */
public final class RunnerTrial {
    private static final long LAST_WORDS_MILLIS = 1000;

    private final RunnerConfig config;
    private final Map<String, String> environment;
    private final List<String> as;

    /**
     * @param environment what the runner may see of it is {@link RunnerCommand}'s to say
     * @param as words before the command line, such as {@code setpriv …}; empty for none
     */
    public RunnerTrial(RunnerConfig config, Map<String, String> environment, List<String> as) {
        this.config = config;
        this.environment = Map.copyOf(environment);
        this.as = List.copyOf(as);
    }

    /** @throws IOException when it does not come up in {@link RunnerConfig.Bounds#start}; the message says why */
    public FromRunner.Hello hear() throws IOException, InterruptedException {
        ProcessBuilder builder = new RunnerCommand(config).builder(environment);
        List<String> command = new ArrayList<>(as);
        command.addAll(builder.command());
        Process process = builder.command(command).start();
        try {
            return listen(process);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private FromRunner.Hello listen(Process process) throws IOException, InterruptedException {
        LastWords words = new LastWords();
        CompletableFuture<LastWords> errors = run("trial-stderr", () -> {
            try (Reader reader = process.errorReader(StandardCharsets.UTF_8)) {
                words.listen(reader, line -> {});
            }
            return words;
        });
        CompletableFuture<FromRunner> first = run("trial-frames", () -> {
            Optional<byte[]> body = new FrameReader(process.getInputStream()).next();
            return FrameCodec.decodeFromRunner(body.orElseThrow(() -> new IOException("it ended without a word")));
        });
        Duration within = config.bounds().start();
        try {
            FromRunner frame = first.get(within.toMillis(), TimeUnit.MILLISECONDS);
            if (frame instanceof FromRunner.Hello hello && hello.version() == FromRunner.VERSION) {
                return hello;
            }
            throw new IOException("what starts there is no runner of this version");
        } catch (TimeoutException e) {
            throw new IOException("it did not come up within " + within.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            waitFor(errors);
            throw new IOException(words.last().orElse("it ended without a word"), e);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> CompletableFuture<T> run(String name, Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(work.run());
                    } catch (IOException e) {
                        result.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static void waitFor(CompletableFuture<LastWords> errors) throws InterruptedException {
        try {
            errors.get(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException ignored) {
            // then what was heard until now has to do
        }
    }
}
