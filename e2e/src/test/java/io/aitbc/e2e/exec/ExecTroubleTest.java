package io.aitbc.e2e.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.SmallDisk;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code aitbc-miner exec} when the job cannot be done: exit status 1, the reason as JSON, and the directory as it was.
 */
class ExecTroubleTest {
    @TempDir
    Path directory;

    private Pool pool;
    private Path out;

    @BeforeEach
    void makeDirectory() throws IOException {
        pool = new Pool(Checkout.home(), directory);
        out = Files.createDirectories(directory.resolve("out"));
        Files.writeString(out.resolve("mine.txt"), "not the job's");
    }

    @AfterEach
    void stopAll() {
        pool.close();
    }

    private Invocation start(Map<String, String> environment, String params) throws IOException {
        Path file = directory.resolve("job.json");
        Files.writeString(file, "{\"id\":\"j\",\"workload\":\"torch_bench\",\"params\":{" + params + "}}");
        return pool.run("aitbc-miner", environment, "exec", file.toString(), "--progress", "--out", out.toString());
    }

    /** @return the error's JSON */
    private static Map<?, ?> failed(Invocation.Ended ended) throws IOException {
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out().lines()).hasSize(1);
        Map<?, ?> json = (Map<?, ?>) PlainJson.read(ended.out().getBytes(StandardCharsets.UTF_8));
        return (Map<?, ?>) json.get("error");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private ProcessHandle runnerAtWork(Invocation exec) {
        Eventually.get("progress", Jobs.SOON, () -> said(exec), said -> said.contains("%"));
        return exec.handle().descendants().findFirst().orElseThrow();
    }

    private static String said(Invocation exec) {
        try {
            return exec.errSoFar();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysThatTheRunnerWasKilled() throws IOException {
        Invocation exec = start(Map.of(), "\"size\":512,\"iterations\":100000");
        runnerAtWork(exec).destroyForcibly();

        Map<?, ?> error = failed(exec.end(Jobs.SOON));
        assertThat(error.get("code")).isEqualTo("E_RUNNER_DIED");
        assertThat((String) error.get("message")).contains("signal 9");
        assertThat(names(out)).containsExactly("mine.txt");
    }

    @Test
    void cleansUpWhenItIsTerminated() throws IOException {
        Invocation exec = start(Map.of(), "\"size\":512,\"iterations\":100000");
        ProcessHandle runner = runnerAtWork(exec);
        exec.handle().destroy();

        assertThat(failed(exec.end(Jobs.SOON)).get("code")).isEqualTo("E_CANCELED");
        assertThat(names(out)).containsExactly("mine.txt");
        Eventually.get("the runner's end", Jobs.SOON, () -> runner, handle -> !handle.isAlive());
    }

    @Test
    void endsAJobAtItsDeadline() throws IOException {
        Invocation exec = start(Map.of("MAX_RUNTIME_SECS", "1"), "\"size\":512,\"iterations\":100000");

        Map<?, ?> error = failed(exec.end(Jobs.SOON));
        assertThat(error.get("code")).isEqualTo("E_TIMEOUT");
        assertThat((String) error.get("message")).contains("1 s");
        assertThat(names(out)).containsExactly("mine.txt");
    }

    @Test
    void refusesAJobThatNeedsTooMuchMemoryBeforeItTakesAny() throws IOException {
        Invocation exec = start(Map.of("MAX_RAM_MB", "1024"), "\"size\":16384,\"iterations\":1");

        Invocation.Ended ended = exec.end(Jobs.SOON);
        Map<?, ?> error = failed(ended);
        assertThat(error.get("code")).isEqualTo("E_OOM");
        assertThat(error.get("field")).isEqualTo("size");
        // 1024 MiB less what the runner itself holds
        assertThat((String) error.get("message"))
                .matches("size 16384 needs 3104 MiB of memory, a run here may take [0-9]{3} MiB");
        assertThat(ended.err()).doesNotContain("killed");
        assertThat(names(out)).containsExactly("mine.txt");
    }

    @Test
    void saysThatTheOutputDirectoryIsFull() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("small"), "1m")) {
            disk.fill();
            out = disk.path();
            Map<?, ?> error =
                    failed(start(Map.of(), "\"size\":16,\"iterations\":1").end(Jobs.SOON));
            assertThat(error.get("code")).isEqualTo("E_NO_SPACE");
            assertThat(names(out)).containsExactly("filler");
        }
    }
}
