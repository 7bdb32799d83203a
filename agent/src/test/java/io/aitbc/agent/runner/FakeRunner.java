package io.aitbc.agent.runner;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FrameCodec;
import io.aitbc.ipc.FrameReader;
import io.aitbc.ipc.FrameWriter;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.FromRunner.ProducedFile;
import io.aitbc.ipc.ToRunner;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that speaks like a runner and misbehaves as it is told: at its start by its argument, later by the
 * workload's name.
 */
@SuppressForbidden("a process of its own: it prints, exits and dies on purpose")
final class FakeRunner {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final FrameWriter frames = new FrameWriter(out);
    private final List<byte[]> taken = new ArrayList<>();

    private final String diesAt;
    private final Path marker;

    private FakeRunner(String diesAt, Path marker) {
        this.diesAt = diesAt;
        this.marker = marker;
    }

    public static void main(String[] args) throws Exception {
        FakeRunner runner =
                args.length < 3 ? new FakeRunner("", Path.of("")) : new FakeRunner(args[1], Path.of(args[2]));
        runner.reached("starting");
        switch (args[0]) {
            case "mute" -> forEver();
            case "stillborn" -> {
                System.err.println("ERROR RunnerMain the engine cannot be loaded\n\tat x.y.Z(Z.java:1)\n\t... 3 more");
                System.exit(4);
            }
            case "other_version" -> runner.hello(FromRunner.VERSION + 1);
            case "sleepy" -> {
                runner.hello(FromRunner.VERSION);
                forEver(); // takes no frames, and does not see the end of its input
            }
            default -> runner.hello(FromRunner.VERSION);
        }
        runner.reached("ready");
        runner.listen();
    }

    /** Where it may be killed, once: the marker is left for the next one. */
    private void reached(String step) throws Exception {
        if (step.equals(diesAt) && !Files.exists(marker)) {
            Files.createFile(marker);
            killItself();
            forEver();
        }
    }

    private void listen() throws Exception {
        FrameReader reader = new FrameReader(System.in);
        for (Optional<byte[]> body = reader.next(); body.isPresent(); body = reader.next()) {
            ToRunner message = FrameCodec.decodeToRunner(body.get());
            if (message instanceof ToRunner.Run run) {
                obey(run);
            } else if (message instanceof ToRunner.Cancel cancel
                    && !cancel.run().equals(stubborn)) {
                send(new FromRunner.Failed(cancel.run(), new Failure(FailureCode.E_CANCELED, "canceled")));
            }
        }
        System.exit(0);
    }

    private String stubborn = "";
    private ToRunner.@Nullable Run queued;

    private void obey(ToRunner.Run run) throws Exception {
        if (run.workload().equals("queue")) {
            queued = run;
            return; // its turn comes with the next "next"
        }
        reached("given the job");
        send(new FromRunner.Started(run.run()));
        reached("running");
        switch (run.workload()) {
            case "echo" -> {
                send(new FromRunner.Progress(run.run(), 0.5, "half"));
                done(run, run.params().values());
            }
            case "environment" -> done(run, Map.copyOf(System.getenv()));
            case "limit" -> done(run, Map.of("memory_limit_bytes", run.memoryLimitBytes()));
            case "oom_score" ->
                done(
                        run,
                        Map.of(
                                "adj",
                                java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/oom_score_adj"))
                                        .strip()));
            case "fail" -> send(new FromRunner.Failed(run.run(), new Failure(FailureCode.E_OOM, "too large", "size")));
            case "wait" -> {}
            case "write" -> write(run);
            case "aside" -> {
                send(new FromRunner.Waiting(run.run()));
                queued = run; // goes on with the next "next"
            }
            case "next" -> {
                ToRunner.Run next = Objects.requireNonNull(queued);
                send(new FromRunner.Started(next.run()));
                done(next, Map.of());
                done(run, Map.of());
            }
            case "stubborn" -> stubborn = run.run();
            case "garbage" -> raw("HTTP/1.1 200 OK\r\n\r\n");
            case "nonsense" -> raw("\0\0\0\2{}");
            case "half" -> {
                raw("\0\0\1\0{\"type\"");
                System.exit(0);
            }
            case "stranger" -> send(new FromRunner.Progress("somebody-else", 0.1, ""));
            case "hello" -> hello(FromRunner.VERSION);
            case "mumble" -> out.close();
            case "child" -> {
                Process child = new ProcessBuilder("tail", "-f", "/dev/null").start();
                done(run, Map.of("pid", child.pid()));
            }
            case "grow" -> grow();
            case "flood" -> flood(run);
            case "chatter" -> chatter(run);
            default -> end(run);
        }
    }

    private void write(ToRunner.Run run) throws Exception {
        Path output = Path.of(run.directory(), "out.txt");
        Files.writeString(output, "ha");
        reached("half written");
        Files.writeString(output, "half");
        reached("written, not reported");
        done(run, Map.of());
        reached("reported");
    }

    private void flood(ToRunner.Run run) throws Exception {
        byte[] noise = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 160; i++) {
            System.err.write(noise);
        }
        done(run, Map.of());
    }

    private void chatter(ToRunner.Run run) throws Exception {
        for (int i = 0; i < 20_000; i++) {
            send(new FromRunner.Progress(run.run(), i / 20_000.0, "word " + i));
        }
        done(run, Map.of());
    }

    /** By the shell's own kill: a small Debian has no program of that name. */
    private static void killItself() throws IOException {
        new ProcessBuilder("sh", "-c", "kill -9 " + ProcessHandle.current().pid()).start();
    }

    /** The ways of dying. */
    private static void end(ToRunner.Run run) throws Exception {
        switch (run.workload()) {
            case "exit" -> {
                System.err.println("the reason");
                System.exit(3);
            }
            case "die" -> killItself();
            case "orphan" -> {
                Process orphan = new ProcessBuilder("tail", "-f", "/dev/null")
                        .inheritIO()
                        .start();
                Files.writeString(Path.of(run.directory(), "orphan"), Long.toString(orphan.pid()));
                System.exit(7);
            }
            default -> throw new IllegalArgumentException(run.workload());
        }
    }

    private void hello(int version) throws IOException {
        long pid = ProcessHandle.current().pid();
        send(new FromRunner.Hello(version, pid, "fake", "1", "cpu", "no processor", List.of("echo")));
    }

    private void done(ToRunner.Run run, Map<String, ?> metrics) throws IOException {
        send(new FromRunner.Done(
                run.run(), List.of(new ProducedFile("out.txt", "text/plain")), Map.copyOf(metrics), null, null));
    }

    private void send(FromRunner message) throws IOException {
        frames.write(FrameCodec.encode(message));
    }

    private void raw(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void grow() {
        while (taken.size() < 400) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i < block.length; i += 4096) {
                block[i] = 1;
            }
            taken.add(block);
        }
    }

    private static void forEver() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(1, TimeUnit.HOURS)) {
            Thread.onSpinWait();
        }
    }
}
