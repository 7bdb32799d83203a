package io.aitbc.workloads.runner;

import io.aitbc.api.job.Params;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.FrameCodec;
import io.aitbc.ipc.FrameReader;
import io.aitbc.ipc.FrameWriter;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.ToRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The agent's end of a real runner process, for tests: this class path, real pipes. */
final class RunnerClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    final Process process;
    private final FrameWriter writer;
    private final BlockingQueue<FromRunner> frames = new LinkedBlockingQueue<>();
    private final List<FromRunner> skipped = new ArrayList<>();

    /** @param premises what {@code RunnerMain} is given; standard error goes to {@code errors} */
    RunnerClient(Path errors, String device, Workload.Premises premises) throws IOException {
        this(
                errors,
                List.of(
                        "--device",
                        device,
                        "--models",
                        premises.models().toString(),
                        "--cache",
                        premises.cache().toString(),
                        "--places",
                        Integer.toString(premises.places()),
                        "--safety",
                        premises.safety().word()));
    }

    /** One on the processor with no models. */
    RunnerClient(Path errors) throws IOException {
        this(
                errors,
                "cpu",
                new Workload.Premises(errors.resolveSibling("models"), errors.resolveSibling("cache"), 4, Safety.FLAG));
    }

    /** @param arguments of {@code RunnerMain}, right or wrong */
    RunnerClient(Path errors, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.aitbc.workloads.runner.RunnerMain"));
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        writer = new FrameWriter(process.getOutputStream());
        Thread reader = new Thread(this::read, "frames");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        FrameReader reader = new FrameReader(process.getInputStream());
        try {
            for (Optional<byte[]> body = reader.next(); body.isPresent(); body = reader.next()) {
                frames.add(FrameCodec.decodeFromRunner(body.get()));
            }
        } catch (IOException e) {
            frames.add(new FromRunner.Progress("broken", 0, String.valueOf(e.getMessage())));
        }
    }

    void send(ToRunner message) throws IOException {
        writer.write(FrameCodec.encode(message));
    }

    void run(String run, String workload, Map<String, @Nullable Object> params, Path directory) throws IOException {
        run(run, workload, params, directory, directory.resolveSibling(directory.getFileName() + ".checkpoint"));
    }

    void run(String run, String workload, Map<String, @Nullable Object> params, Path directory, Path checkpoint)
            throws IOException {
        run(run, workload, params, directory, checkpoint, 4L << 30);
    }

    void run(
            String run,
            String workload,
            Map<String, @Nullable Object> params,
            Path directory,
            Path checkpoint,
            long memory)
            throws IOException {
        send(new ToRunner.Run(
                run,
                workload,
                new Params(params),
                directory.toString(),
                checkpoint.toString(),
                checkpoint.resolveSibling(checkpoint.getFileName() + ".inputs").toString(),
                memory));
    }

    /** The next frame that nobody has taken yet, of any kind. */
    FromRunner next() throws InterruptedException {
        return next(FromRunner.class, frame -> true);
    }

    /** The next frame of this kind that fits; others stay for later calls. */
    <T extends FromRunner> T next(Class<T> kind, Predicate<T> fits) throws InterruptedException {
        for (FromRunner frame : skipped) {
            if (kind.isInstance(frame) && fits.test(kind.cast(frame))) {
                skipped.remove(frame);
                return kind.cast(frame);
            }
        }
        while (true) {
            FromRunner frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no such frame within " + PATIENCE_SECONDS + " s, only " + skipped);
            }
            if (kind.isInstance(frame) && fits.test(kind.cast(frame))) {
                return kind.cast(frame);
            }
            skipped.add(frame);
        }
    }

    FromRunner.Done done(String run) throws InterruptedException {
        return next(FromRunner.Done.class, done -> done.run().equals(run));
    }

    FromRunner.Failed failed(String run) throws InterruptedException {
        return next(FromRunner.Failed.class, failed -> failed.run().equals(run));
    }

    /** Ends the runner's input, as the agent's death does. */
    void hangUp() throws IOException {
        process.getOutputStream().close();
    }

    /** Its exit status. */
    int exit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still there after " + PATIENCE_SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
