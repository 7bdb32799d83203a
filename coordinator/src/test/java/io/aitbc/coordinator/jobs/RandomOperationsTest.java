package io.aitbc.coordinator.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.testing.FakeClock;
import io.aitbc.coordinator.testing.Pool;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of operations in a drawn order, each answer held against what {@link Chaos} knows of the jobs by itself.
 */
class RandomOperationsTest {
    private static final int OPERATIONS = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatever_happens_each_job_ends_once_and_is_paid_for_at_most_once(long seed) {
        try (Pool pool = new Pool(Pool.IN_MEMORY, Rules.DEFAULTS, new Random(seed), new FakeClock())) {
            Chaos chaos = new Chaos(pool, new Random(seed));
            for (int i = 0; i < OPERATIONS; i++) {
                chaos.operation();
                if (i % 20 == 0) {
                    chaos.checkBooks();
                }
            }
            chaos.finishEverything();
            chaos.checkBooks();
            assertThat(chaos.endings())
                    .as("kinds of endings that this seed saw")
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(pool.untilDue()).as("nothing is left to fall due").isEmpty();
        }
    }
}
