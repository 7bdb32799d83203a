package io.aitbc.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RatesTest {
    private static final List<Instant> EACH_TEN_MILLIS = LongStream.rangeClosed(0, 100)
            .mapToObj(i -> Instant.ofEpochMilli((100 - i) * 10))
            .toList();

    @Test
    void the_first_is_where_counting_begins() {
        assertThat(Rates.whole(EACH_TEN_MILLIS)).isEqualTo(100.0);
    }

    @Test
    void windows_hold_equally_many() {
        List<Instant> slowing = List.of(
                Instant.ofEpochMilli(0),
                Instant.ofEpochMilli(10),
                Instant.ofEpochMilli(20),
                Instant.ofEpochMilli(120),
                Instant.ofEpochMilli(220));
        assertThat(Rates.windows(slowing, 2)).containsExactly(100.0, 10.0);
        assertThat(Rates.windows(EACH_TEN_MILLIS, 5)).containsOnly(100.0);
    }

    @Test
    void too_few_are_no_rate() {
        assertThatThrownBy(() -> Rates.whole(List.of(Instant.EPOCH))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Rates.windows(EACH_TEN_MILLIS.subList(0, 3), 5))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
