package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.PlainJson;
import io.aitbc.ipc.ToRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real runner process that has said hello, and the directories of its runs. Must end well when it is closed. */
final class LiveRunner implements AutoCloseable {
    private static final long MEMORY = 4L << 30;

    private final Path directory;
    private final Path models;
    private final RunnerClient client;
    private final FromRunner.Hello hello;
    private final Map<String, byte[]> inputs = new HashMap<>();
    private int runs;

    /**
     * @param directory where everything goes; several may share it
     * @param models its MODEL_DIR
     */
    LiveRunner(Path directory, Path models, int places) throws Exception {
        this.directory = Files.createTempDirectory(directory, "runner");
        this.models = models;
        Path cache = Files.createDirectories(directory.resolve("cache"));
        client = new RunnerClient(errorFile(), "cpu", new Workload.Premises(models, cache, places, Safety.FLAG));
        hello = (FromRunner.Hello) client.next();
    }

    /** The agent's end of it. */
    RunnerClient client() {
        return client;
    }

    FromRunner.Hello hello() {
        return hello;
    }

    /** Its MODEL_DIR. */
    Path models() {
        return models;
    }

    /** What it wrote to standard error. */
    String errors() throws IOException {
        return Files.readString(errorFile());
    }

    private Path errorFile() {
        return directory.resolve("stderr");
    }

    /** A new directory. */
    Path fresh() throws IOException {
        return Files.createDirectory(directory.resolve("dir" + runs++));
    }

    /** Begins a run of that name. @return its directory */
    Path begin(String run, String work, Map<String, @Nullable Object> params) throws IOException {
        return begin(run, work, params, MEMORY);
    }

    private Path begin(String run, String work, Map<String, @Nullable Object> params, long memory) throws IOException {
        Path out = fresh();
        Path checkpoint = fresh();
        Path given = Files.createDirectory(checkpoint.resolveSibling(checkpoint.getFileName() + ".inputs"));
        for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
            Files.write(given.resolve(input.getKey()), input.getValue());
        }
        client.run(run, work, params, out, checkpoint, memory);
        return out;
    }

    /** Hands this file to each run from now on. @return its SHA-256 */
    String input(byte[] content) throws NoSuchAlgorithmException {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        inputs.put(sha256, content);
        return sha256;
    }

    /** A whole run that must go well. @return what it wrote */
    byte[] bytes(String work, Map<String, @Nullable Object> params) throws Exception {
        String run = "run" + runs;
        Path out = begin(run, work, params);
        FromRunner end = client.next(FromRunner.class, frame -> isEnd(frame, run));
        assertThat(end).as(errors()).isInstanceOf(FromRunner.Done.class);
        return Files.readAllBytes(out.resolve("out.json"));
    }

    /** The same, read as JSON. */
    Map<?, ?> output(String work, Map<String, @Nullable Object> params) throws Exception {
        return (Map<?, ?>) PlainJson.read(bytes(work, params));
    }

    /** A whole run that must fail. */
    Failure failure(String work, Map<String, @Nullable Object> params) throws Exception {
        return failure(work, params, MEMORY);
    }

    Failure failure(String work, Map<String, @Nullable Object> params, long memory) throws Exception {
        String run = "failing" + runs;
        begin(run, work, params, memory);
        FromRunner end = client.next(FromRunner.class, frame -> isEnd(frame, run));
        assertThat(end).as(errors()).isInstanceOf(FromRunner.Failed.class);
        return ((FromRunner.Failed) end).failure();
    }

    private static boolean isEnd(FromRunner frame, String run) {
        return (frame instanceof FromRunner.Done done && done.run().equals(run))
                || (frame instanceof FromRunner.Failed failed && failed.run().equals(run));
    }

    @Override
    public void close() throws IOException {
        try {
            client.send(new ToRunner.Stop());
            assertThat(client.exit()).isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            client.close();
        }
    }
}
