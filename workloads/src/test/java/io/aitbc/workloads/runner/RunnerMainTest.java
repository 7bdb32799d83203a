package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.FromRunner;
import io.aitbc.ipc.FromRunner.ProducedFile;
import io.aitbc.ipc.ToRunner;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One real runner process that goes through everything a job can do to it, and must be of use afterwards each time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class RunnerMainTest {
    private Path directory;

    @AutoClose
    private LiveRunner runner;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        this.directory = directory;
        runner = new LiveRunner(directory, directory.resolve("models"), 4);
    }

    @Test
    void saysHelloFirstInTheEnginesWords() {
        FromRunner.Hello hello = runner.hello();
        assertThat(hello.version()).isEqualTo(FromRunner.VERSION);
        assertThat(hello.pid()).isEqualTo(runner.client().process.pid());
        assertThat(hello.engine()).isEqualTo("pytorch");
        assertThat(hello.engineVersion()).startsWith("2.7.1");
        assertThat(hello.device()).isEqualTo("cpu");
        assertThat(hello.deviceName()).isNotBlank();
        assertThat(hello.workloads()).containsExactly("llm_gen", "sd_infer", Misbehaving.NAME, "torch_bench");
    }

    @Test
    void runsTorchBenchTwiceToTheSameBytes() throws Exception {
        Map<String, Object> params = Map.of("size", 200L, "iterations", 30L, "seed", BigInteger.TWO.pow(63));
        Path first = runner.begin("same1", "torch_bench", Map.copyOf(params));
        runner.client().next(FromRunner.Started.class, started -> started.run().equals("same1"));
        FromRunner.Done done = runner.client().done("same1");
        Path second = runner.begin("same2", "torch_bench", Map.copyOf(params));
        runner.client().done("same2");

        assertThat(done.files()).containsExactly(new ProducedFile("out.json", "application/json"));
        assertThat(done.seed()).isEqualTo(BigInteger.TWO.pow(63));
        assertThat(done.metrics())
                .containsEntry("throughput_ops", 30L)
                .containsEntry("device", "cpu")
                .containsEntry("engine", "pytorch")
                .containsKeys("seconds", "ops_per_second", "tflops", "device_name", "threads", "peak_rss_bytes");
        assertThat(Files.readAllBytes(first.resolve("out.json")))
                .isEqualTo(Files.readAllBytes(second.resolve("out.json")));
        try (var files = Files.list(first)) {
            assertThat(files).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "heap, E_OOM",
        "native_memory, E_OOM",
        "disk_full, E_NO_SPACE",
        "throw, E_INTERNAL",
        "no_output, E_OUTPUT",
        "foreign_output, E_OUTPUT",
        "bad_metric, E_INTERNAL",
    })
    void failsTheJobAndGoesOn(String how, FailureCode code) throws Exception {
        runner.begin(how, Misbehaving.NAME, Map.of("how", how));
        FromRunner.Failed failed = runner.client().failed(how);
        assertThat(failed.failure().code()).isEqualTo(code);
        assertThat(failed.failure().message()).doesNotContain("secret");
        worksStill();
    }

    @Test
    void keepsFramesApartFromWhatIsPrinted() throws Exception {
        runner.begin("print", Misbehaving.NAME, Map.of("how", "print"));
        runner.client().done("print");
        worksStill();
        assertThat(runner.errors())
                .contains("Java talks where frames go")
                .contains("native code talks where frames go");
    }

    @Test
    void checksParametersAgain() throws Exception {
        runner.begin("bad", "torch_bench", Map.of("size", 8L));
        FromRunner.Failed failed = runner.client().failed("bad");
        assertThat(failed.failure().code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(failed.failure().field()).isEqualTo("size");

        runner.begin("bf16", "torch_bench", Map.of("dtype", "bfloat16"));
        assertThat(runner.client().failed("bf16").failure().message())
                .isEqualTo("dtype must be one of float32, float64, float16, got \"bfloat16\"");
        runner.begin("what", "no_such_work", Map.of());
        assertThat(runner.client().failed("what").failure().code()).isEqualTo(FailureCode.E_UNKNOWN_WORKLOAD);
    }

    @Test
    void refusesBeforeTakingMemoryOrWorking() throws Exception {
        runner.begin("large", "torch_bench", Map.of("size", 16384L, "dtype", "float64"));
        assertThat(runner.client().failed("large").failure().message())
                .isEqualTo("size 16384 needs 6176 MiB of memory, a run here may take 4096 MiB");
        runner.client().run("closed", "torch_bench", Map.of(), Path.of("/proc"));
        assertThat(runner.client().failed("closed").failure().code()).isEqualTo(FailureCode.E_NO_SPACE);
        runner.client().run("gone", "torch_bench", Map.of(), directory.resolve("gone"));
        assertThat(runner.client().failed("gone").failure().code()).isEqualTo(FailureCode.E_NO_SPACE);
    }

    @Test
    void cancelsWorkAndWaiting() throws Exception {
        runner.begin("long", "torch_bench", Map.of("size", 256L, "iterations", 100_000L));
        runner.client().next(FromRunner.Started.class, started -> started.run().equals("long"));
        runner.begin("queued", "torch_bench", Map.of("size", 16L));
        runner.begin("sharing", Misbehaving.NAME, Map.of("how", "wait"));

        runner.client().send(new ToRunner.Cancel("queued"));
        assertThat(runner.client().failed("queued").failure().code()).isEqualTo(FailureCode.E_CANCELED);
        runner.client()
                .next(FromRunner.Progress.class, progress -> progress.run().equals("long"));
        runner.client().send(new ToRunner.Cancel("nobody"));
        runner.client().send(new ToRunner.Cancel("long"));
        assertThat(runner.client().failed("long").failure().code()).isEqualTo(FailureCode.E_CANCELED);

        runner.client().next(FromRunner.Started.class, started -> started.run().equals("sharing"));
        runner.client().send(new ToRunner.Cancel("sharing"));
        assertThat(runner.client().failed("sharing").failure().code()).isEqualTo(FailureCode.E_CANCELED);
        worksStill();
    }

    @Test
    void saysWhenItWaitsForAnother() throws Exception {
        runner.begin("aside", Misbehaving.NAME, Map.of("how", "wait_aside"));
        assertThat(ownFrame("aside")).isInstanceOf(FromRunner.Started.class);
        assertThat(ownFrame("aside")).isInstanceOf(FromRunner.Waiting.class);
        assertThat(ownFrame("aside")).isInstanceOf(FromRunner.Started.class);
        runner.client().done("aside");
    }

    private FromRunner ownFrame(String run) throws Exception {
        return runner.client()
                .next(
                        FromRunner.class,
                        frame ->
                                frame.equals(new FromRunner.Started(run)) || frame.equals(new FromRunner.Waiting(run)));
    }

    private void worksStill() throws Exception {
        assertThat(runner.output("torch_bench", Map.of("size", 16L, "iterations", 1L))
                        .get("iterations"))
                .isEqualTo(1L);
    }
}
