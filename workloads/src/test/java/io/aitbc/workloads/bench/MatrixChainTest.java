package io.aitbc.workloads.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.aitbc.workloads.engine.TorchEngine;
import java.math.BigInteger;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatrixChainTest {
    @BeforeAll
    static void start() {
        TorchEngine.start("cpu");
    }

    /**
     * The tolerance is the package's: ten times the format's precision for each step, and thirty times for the drawing.
     */
    @ParameterizedTest
    @CsvSource({
        "16, 1, FLOAT64, 0x1p-53",
        "33, 10, FLOAT64, 0x1p-53",
        "64, 100, FLOAT64, 0x1p-53",
        "17, 2000, FLOAT64, 0x1p-53",
        "16, 1, FLOAT32, 0x1p-24",
        "33, 10, FLOAT32, 0x1p-24",
        "128, 50, FLOAT32, 0x1p-24",
        "17, 2000, FLOAT32, 0x1p-24",
        "16, 1, FLOAT16, 0x1p-11",
        "64, 10, FLOAT16, 0x1p-11",
    })
    void agreesWithTheNaiveReference(int size, int iterations, DataType dtype, double precision) {
        long seed = 7L + size;
        double[][] reference = NaiveChain.run(size, iterations, seed);
        try (NDManager home = TorchEngine.manager(Device.cpu())) {
            MatrixChain chain = run(home, plan(size, iterations, dtype, seed));
            double[] state = chain.state().toType(DataType.FLOAT64, true).toDoubleArray();
            double worst = 0;
            for (int i = 0; i < state.length; i++) {
                worst = Math.max(worst, Math.abs(state[i] - reference[i / size][i % size]));
            }
            assertThat(worst).isLessThan(10 * (iterations + 3) * precision).isGreaterThan(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16", "FLOAT32", "FLOAT64"})
    void drawsTheSameNumbersWhateverTheBlocks(DataType dtype) {
        int n = 1500; // more than one block of 4 MiB
        SeededNumbers numbers = new SeededNumbers(5);
        try (NDManager home = TorchEngine.manager(Device.cpu())) {
            MatrixChain chain = new MatrixChain(home, plan(n, 1, dtype, 5), () -> {});
            double[] state = chain.state().toType(DataType.FLOAT64, true).toDoubleArray();
            for (int i = 0; i < n * n; i += 997) {
                assertThat(state[i]).isCloseTo(numbers.uniform(i), within(dtype == DataType.FLOAT16 ? 0x1p-11 : 0));
            }
        }
    }

    @Test
    void staysFiniteAndHoldsNoMoreArraysThanItBeganWith() {
        try (NDManager home = TorchEngine.manager(Device.cpu())) {
            BenchPlan plan = plan(16, 3000, DataType.FLOAT32, 3);
            MatrixChain chain = new MatrixChain(home, plan, () -> {});
            int held = home.getManagedArrays().size();
            for (int k = 0; k < plan.iterations(); k++) {
                chain.step(k);
            }
            assertThat(home.getManagedArrays()).hasSize(held);
            FinalState last = FinalState.of(chain.state());
            assertThat(last.norm()).isCloseTo(16, within(1e-4));
            assertThat(last.sum()).isFinite();
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT16", "FLOAT32", "FLOAT64"})
    void givesTheSameBytesAgainAndOthersForAnotherSeed(DataType dtype) {
        try (NDManager home = TorchEngine.manager(Device.cpu())) {
            FinalState one = FinalState.of(run(home, plan(96, 5, dtype, 1)).state());
            FinalState again = FinalState.of(run(home, plan(96, 5, dtype, 1)).state());
            FinalState other = FinalState.of(run(home, plan(96, 5, dtype, 2)).state());
            assertThat(again).isEqualTo(one);
            assertThat(other.checksum()).isNotEqualTo(one.checksum());
        }
    }

    @Test
    void summarisesEveryBlockOfTheLastMatrix() throws Exception {
        int n = 1100; // more than one block of 4 MiB
        try (NDManager home = TorchEngine.manager(Device.cpu())) {
            MatrixChain chain = new MatrixChain(home, plan(n, 1, DataType.FLOAT32, 9), () -> {});
            FinalState state = FinalState.of(chain.state());
            float[] elements = chain.state().toFloatArray();
            double sum = 0;
            double trace = 0;
            var bytes = java.nio.ByteBuffer.allocate(4 * n * n).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < elements.length; i++) {
                sum += elements[i];
                trace += i / n == i % n ? elements[i] : 0;
                bytes.putFloat(elements[i]);
            }
            byte[] sha = java.security.MessageDigest.getInstance("SHA-256").digest(bytes.array());
            assertThat(state.checksum()).isEqualTo(java.util.HexFormat.of().formatHex(sha));
            assertThat(state.sum()).isEqualTo(sum);
            assertThat(state.trace()).isEqualTo(trace);
            assertThat(state.first()).isEqualTo(elements[0]);
            assertThat(state.norm())
                    .isCloseTo(
                            chain.state().toType(DataType.FLOAT64, true).norm().getDouble(), within(1e-6));
            assertThat(chain.state().get(new NDIndex("1099, 1099")).getFloat()).isEqualTo(elements[n * n - 1]);
        }
    }

    private static MatrixChain run(NDManager home, BenchPlan plan) {
        MatrixChain chain = new MatrixChain(home, plan, () -> {});
        for (int k = 0; k < plan.iterations(); k++) {
            chain.step(k);
        }
        return chain;
    }

    private static BenchPlan plan(int size, int iterations, DataType dtype, long seed) {
        return new BenchPlan(size, iterations, dtype, BigInteger.valueOf(seed));
    }
}
