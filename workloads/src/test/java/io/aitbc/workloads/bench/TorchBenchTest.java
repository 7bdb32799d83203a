package io.aitbc.workloads.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.aitbc.api.job.Params;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.PlainJson;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.engine.TorchEngine;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TorchBenchTest {
    private static final BigInteger LAST_SEED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        TorchEngine.start("cpu");
    }

    @Test
    void writesACanonicalReportOfTheRealMatrix() throws Exception {
        TestRun run = run(Map.of("size", 48L, "iterations", 7L, "dtype", "float64", "seed", LAST_SEED));
        Workload.Result result = new TorchBench().run(run);

        FinalState expected;
        try (NDManager home = TorchEngine.manager(Device.cpu())) {
            MatrixChain chain = new MatrixChain(home, new BenchPlan(48, 7, DataType.FLOAT64, LAST_SEED), () -> {});
            for (int k = 0; k < 7; k++) {
                chain.step(k);
            }
            expected = FinalState.of(chain.state());
        }
        String text = Files.readString(result.primary());
        assertThat(text)
                .startsWith("{\"checksum\":\"" + expected.checksum() + "\",\"dtype\":\"float64\",\"formula\":1,"
                        + "\"iterations\":7,\"seed\":18446744073709551615,\"size\":48,\"values\":{\"first\":")
                .endsWith("},\"workload\":\"torch_bench\"}");
        Map<?, ?> report = (Map<?, ?>) PlainJson.read(text.getBytes(StandardCharsets.UTF_8));
        Map<?, ?> values = (Map<?, ?>) report.get("values");
        assertThat(values.keySet()).map(String::valueOf).containsExactly("first", "norm", "sum", "trace");
        assertThat(((Number) values.get("first")).doubleValue()).isCloseTo(expected.first(), withinPercentage(1e-6));
        assertThat(((Number) values.get("norm")).doubleValue()).isCloseTo(48, withinPercentage(1e-6));
        assertThat(((Number) values.get("sum")).doubleValue()).isCloseTo(expected.sum(), withinPercentage(1e-6));
        assertThat(((Number) values.get("trace")).doubleValue()).isCloseTo(expected.trace(), withinPercentage(1e-6));
        assertThat(result.primary()).isEqualTo(run.directory().resolve("out.json"));
        assertThat(result.seed()).isEqualTo(LAST_SEED);
        assertThat(result.modelDigest()).isNull();
    }

    @Test
    void measuresTheProductsAlone() throws Exception {
        AtomicLong clock = new AtomicLong();
        TestRun run = run(Map.of("size", 1000L, "iterations", 4L));
        run.onProgress(told -> clock.addAndGet(500_000_000));
        Map<String, @Nullable Object> metrics =
                new TorchBench(clock::get).run(run).metrics();
        assertThat(metrics)
                .containsEntry("throughput_ops", 4)
                .containsEntry("seconds", 2.0)
                .containsEntry("ops_per_second", 2.0)
                .containsEntry("tflops", 0.004)
                .containsEntry("setup_seconds", 0.0)
                .containsEntry("matrix_bytes", 12_000_000L);
        assertThat(run.fractions()).containsExactly(0.25, 0.5, 0.75, 1.0);
        assertThat(run.messages()).contains("iteration 3 of 4");
    }

    @Test
    void takesItsDefaultsFromTheDeclaration() throws Exception {
        BenchPlan plan = BenchPlan.of(TestRun.declaration(TorchBench.class).validate(Params.EMPTY));
        assertThat(plan).isEqualTo(new BenchPlan(1024, 100, DataType.FLOAT32, BigInteger.ZERO));
    }

    @Test
    void refusesMoreMemoryThanItMayTake() throws Exception {
        TestRun run = run(Map.of("size", 2048L));
        run.withMemory(3L * 2048 * 2048 * 4);
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> new TorchBench().run(run));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_OOM);
        assertThat(refused.failure().field()).isEqualTo("size");
        assertThat(refused.failure().message())
                .isEqualTo("size 2048 needs 80 MiB of memory, a run here may take 48 MiB");
    }

    @Test
    void stopsBetweenStepsAndLeavesNoOutput() throws Exception {
        TestRun run = run(Map.of("size", 16L, "iterations", 1000L));
        run.onProgress(told -> {
            if (told.fractions().size() == 3) {
                told.cancel();
            }
        });
        assertThatThrownBy(() -> new TorchBench().run(run)).isInstanceOf(Workload.CanceledException.class);
        assertThat(run.fractions()).hasSize(3);
        assertThat(run.directory().resolve("out.json")).doesNotExist();
    }

    @Test
    void neverOverwritesOrFollowsWhatIsThere() throws Exception {
        TestRun run = run(Map.of("size", 16L, "iterations", 1L));
        Files.createSymbolicLink(run.directory().resolve("out.json"), Path.of("/dev/full"));
        assertThatThrownBy(() -> new TorchBench().run(run)).isInstanceOf(UncheckedIOException.class);
    }

    private TestRun run(Map<String, @Nullable Object> params) throws Exception {
        return TestRun.of(TorchBench.class, params, directory);
    }
}
