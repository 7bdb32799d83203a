package io.aitbc.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatsTest {
    @Test
    void percentiles_are_values_that_were_measured() {
        double[] hundred =
                IntStream.rangeClosed(1, 200).mapToDouble(i -> 201 - i).toArray();
        assertThat(Stats.of(hundred)).isEqualTo(new Stats(200, 1, 100, 198, 200));
        assertThat(hundred[0]).as("the caller's array is left as it was").isEqualTo(200);
    }

    @Test
    void one_sample_is_everything() {
        assertThat(Stats.of(7.5)).isEqualTo(new Stats(1, 7.5, 7.5, 7.5, 7.5));
    }

    @Test
    void an_even_number_has_the_lower_of_both_middles() {
        assertThat(Stats.of(4, 1, 3, 2).p50()).isEqualTo(2);
    }

    @Test
    void nothing_and_no_number_are_refused() {
        assertThatThrownBy(Stats::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stats.of(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
