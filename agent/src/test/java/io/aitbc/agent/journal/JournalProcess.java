package io.aitbc.agent.journal;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.testkit.Samples;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A process with a journal, to be killed. Each line on its input is a job's name: it is leased, started and proved, and
 * each of these is said on the output once it is on the disk ({@code leased NAME}), or that it could not be written
 * ({@code lost NAME}).
 */
final class JournalProcess implements AutoCloseable {
    private static final UUID KEY = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Pattern SAID = Pattern.compile("ready|(leased|started|proved|lost) \\S+");

    private final Process process;
    private final BufferedReader said;
    private final PrintStream commands;

    JournalProcess(Path file) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(JournalProcess.class.getName(), file.toString()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = process.inputReader(StandardCharsets.UTF_8);
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ExecutorService writer = Executors.newSingleThreadExecutor();
        SqliteJournal journal = new SqliteJournal(Path.of(args[0]), writer, () -> Instant.EPOCH);
        out.println("ready");
        for (String name = in.readLine(); name != null; name = in.readLine()) {
            LeaseRef ref = Samples.job(name).ref();
            say(out, "leased", name, journal.leased(Samples.job(name), "d"));
            say(out, "started", name, journal.started(ref, 1));
            say(out, "proved", name, journal.proved(ref, Samples.proof(), KEY));
        }
        writer.shutdown();
    }

    private static void say(PrintStream out, String what, String name, CompletionStage<Void> line) {
        line.whenComplete((done, error) -> out.println((error == null ? what : "lost") + " " + name));
    }

    void work(String name) {
        commands.println(name);
    }

    /** The next thing that it says, log lines left out; the end of the stream is an error. */
    String next() throws IOException {
        String line = said.readLine();
        while (line != null && !SAID.matcher(line).matches()) {
            line = said.readLine();
        }
        if (line == null) {
            throw new IOException("the journal process ended with " + process.exitValue());
        }
        return line;
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, and what it had still said before. */
    List<String> kill() throws Exception {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the streams
        process.waitFor();
        List<String> rest = new ArrayList<>();
        try (BufferedReader left = said) {
            for (String line = left.readLine(); line != null; line = left.readLine()) {
                if (SAID.matcher(line).matches()) {
                    rest.add(line);
                }
            }
        }
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        commands.close();
    }
}
