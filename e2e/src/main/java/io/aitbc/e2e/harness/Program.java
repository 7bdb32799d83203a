package io.aitbc.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the launchers in {@code bin/}, started as a child process. What it prints, on both streams, goes to a log file
 * line by line, and a line that is waited for is found however fast it came.
 */
public final class Program implements AutoCloseable {
    private static final int SHOWN_LINES = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final List<String> lines = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private Consumer<String> listener = line -> {};
    private final Thread pump;

    private record Wanted(Pattern pattern, CompletableFuture<Matcher> found) {}

    private Program(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.pump = new Thread(this::pump, name + "-output");
        pump.setDaemon(true);
        pump.start();
    }

    /**
     * Starts a program.
     *
     * @param command the launcher's path and its arguments
     * @param environment added to this process's own
     * @param log appended to
     */
    public static Program start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Signals.heard(command)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        String name = String.valueOf(Path.of(command.get(0)).getFileName());
        return new Program(name, builder.start(), log);
    }

    private void pump() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter copy = new PrintWriter(
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                copy.println(line);
                copy.flush();
                heard(line);
            }
        } catch (IOException e) {
            heard("(output lost: " + e.getMessage() + ")");
        }
        ended();
    }

    private synchronized void heard(String line) {
        listener.accept(line);
        lines.add(line);
        wanted.forEach(each -> match(each, line));
    }

    private static void match(Wanted each, String line) {
        Matcher matcher = each.pattern().matcher(line);
        if (matcher.find()) {
            each.found().complete(matcher);
        }
    }

    private synchronized void ended() {
        wanted.forEach(each ->
                each.found().completeExceptionally(new IllegalStateException(name + " ended before that; " + tail())));
    }

    /** Called with each line from now on as soon as it is read, on the thread that reads them; must be quick. */
    public synchronized void onLine(Consumer<String> each) {
        listener = each;
    }

    /**
     * Waits for a line that {@code pattern} is found in, printed before or after this call.
     *
     * @throws IllegalStateException when it does not come in time, or the program ends first; shows the last lines
     */
    public Matcher awaitLine(Pattern pattern, Duration within) {
        Wanted want = new Wanted(pattern, new CompletableFuture<>());
        synchronized (this) {
            lines.forEach(line -> match(want, line));
            wanted.add(want);
            if (!pump.isAlive()) {
                ended();
            }
        }
        try {
            return want.found().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    name + " did not print " + pattern + " within " + within + "; " + tail(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** The end of what it printed, for a message. */
    public synchronized String tail() {
        List<String> end = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
        return "the end of " + log + ":\n    " + String.join("\n    ", end);
    }

    /** All that it printed so far. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by its name, such as {@code HUP}. */
    public void signal(String signal) {
        Signals.send(process.pid(), signal);
    }

    /** SIGTERM; does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /**
     * Waits for the end.
     *
     * @return the exit status
     */
    public int awaitExit(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(name + " did not end within " + within + "; " + tail());
            }
            pump.join(within.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    /** Ends the program and all that it started, by force when it must. */
    @Override
    public void close() {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
