package io.aitbc.workloads.text.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LogProbsTest {
    @Test
    void are_the_logarithms_of_the_softmax_of_the_models_own_logits() {
        Random random = new Random(21);
        for (int round = 0; round < 300; round++) {
            int size = 1 + random.nextInt(200);
            float[] logits = new float[size];
            for (int id = 0; id < size; id++) {
                logits[id] = random.nextBoolean() ? random.nextInt(5) : (float) (random.nextGaussian() * 10);
            }
            int most = random.nextInt(21);
            int chosen = random.nextInt(size);

            LogProbs found = LogProbs.of(logits, chosen, most);

            List<Integer> ranked = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer id) -> -logits[id])
                            .thenComparing(id -> id))
                    .limit(most)
                    .toList();
            assertThat(found.top()).extracting(LogProbs.Entry::id).isEqualTo(ranked);
            for (LogProbs.Entry entry : found.top()) {
                assertThat(entry.logProb()).isCloseTo(slow(logits, entry.id()), within(1e-12));
            }
            assertThat(found.chosen().id()).isEqualTo(chosen);
            assertThat(found.chosen().logProb()).isCloseTo(slow(logits, chosen), within(1e-12));
        }
    }

    @Test
    void logits_too_large_for_an_exponential_are_no_trouble() {
        LogProbs found = LogProbs.of(new float[] {5000, 5000, -5000}, 2, 3);
        assertThat(found.top().get(0).logProb()).isCloseTo(Math.log(0.5), within(1e-12));
        assertThat(found.chosen().logProb()).isCloseTo(-10000 + Math.log(0.5), within(1e-9));
    }

    @Test
    void a_token_ruled_out_is_minus_infinity() {
        LogProbs found = LogProbs.of(new float[] {1, Float.NEGATIVE_INFINITY}, 1, 2);
        assertThat(found.chosen().logProb()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(found.top().get(0).logProb()).isZero();
    }

    private static double slow(float[] logits, int id) {
        double sum = 0;
        for (float other : logits) {
            sum += Math.exp((double) other - logits[id]);
        }
        return -Math.log(sum);
    }
}
