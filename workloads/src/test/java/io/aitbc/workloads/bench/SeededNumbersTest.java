package io.aitbc.workloads.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SeededNumbersTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x9E3779B97F4A7C15L})
    void areTheJdksOwnSplitMix64(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SeededNumbers numbers = new SeededNumbers(seed);
        for (int i = 0; i < 1000; i++) {
            assertThat(numbers.bits(i)).isEqualTo(random.nextLong());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42})
    void areExactInFloat32AndEvenlySpread(long seed) {
        SeededNumbers numbers = new SeededNumbers(seed);
        double sum = 0;
        double squares = 0;
        int signs = 0;
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            double value = numbers.uniform(i);
            assertThat((double) (float) value).isEqualTo(value);
            assertThat(value).isBetween(-1 + 0x1p-24, 1 - 0x1p-24);
            sum += value;
            squares += value * value;
            signs += numbers.sign(i);
        }
        assertThat(sum / count).isBetween(-0.01, 0.01);
        assertThat(squares / count).isBetween(0.33, 0.3367);
        assertThat(signs).isBetween(-1500, 1500);
    }
}
