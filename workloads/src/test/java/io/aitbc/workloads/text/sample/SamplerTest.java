package io.aitbc.workloads.text.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every option against the slow definitions, on seeded random logits with many ties and impossible tokens among them.
 */
final class SamplerTest {
    private static final int[] NOTHING = {};

    @Test
    void agrees_with_the_definitions_in_every_combination_of_options() {
        Random random = new Random(11);
        for (int round = 0; round < 4000; round++) {
            float[] logits = logits(random, 1 + random.nextInt(60));
            SamplingOptions options = options(random);
            int[] tokens = random.ints(10, 0, logits.length).toArray();
            int length = random.nextInt(11);
            float[] before = logits.clone();

            assertThat(new Sampler(options).next(logits, tokens, length))
                    .as("%s on %s after %s", options, Arrays.toString(logits), Arrays.toString(tokens))
                    .isEqualTo(SlowSampler.next(options, logits, tokens, length));
            assertThat(logits).containsExactly(before);
        }
    }

    @Test
    void one_sampler_serves_logits_after_logits() {
        Random random = new Random(12);
        SamplingOptions options = new SamplingOptions(0.8, 20, 0.9, 0.05, 1.1, 99);
        Sampler sampler = new Sampler(options);
        int[] tokens = new int[200];
        for (int length = 0; length < tokens.length; length++) {
            float[] logits = logits(random, 3000);
            tokens[length] = sampler.next(logits, tokens, length);
            assertThat(tokens[length]).isEqualTo(SlowSampler.next(options, logits, tokens, length));
        }
    }

    @Test
    void a_vocabulary_of_real_size_with_no_bounds_and_with_all() {
        Random random = new Random(13);
        float[] logits = new float[151_936];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = (float) (random.nextGaussian() * 3);
        }
        for (SamplingOptions options : new SamplingOptions[] {
            new SamplingOptions(1, 0, 1, 0, 1, 1),
            new SamplingOptions(0.7, 0, 0.95, 0, 1, 2),
            new SamplingOptions(1.5, 0, 0.999, 0, 1, 3),
            new SamplingOptions(0.7, 50, 0.9, 0.01, 1.2, 4),
            new SamplingOptions(1, 0, 1, 0.1, 1, 5)
        }) {
            for (int position = 0; position < 3; position++) {
                int[] tokens = {1, 5, 77};
                assertThat(new Sampler(options).next(logits, tokens, position))
                        .isEqualTo(SlowSampler.next(options, logits, tokens, position));
            }
        }
    }

    @Test
    void greedy_takes_the_first_of_equals() {
        Sampler greedy = new Sampler(SamplingOptions.greedy());
        assertThat(greedy.next(new float[] {1, 3, 3, 2}, NOTHING, 0)).isEqualTo(1);
        assertThat(greedy.next(new float[] {-0.0f, 0.0f}, NOTHING, 0)).isZero();
        assertThat(greedy.next(new float[] {Float.NEGATIVE_INFINITY, -7}, NOTHING, 0))
                .isEqualTo(1);
    }

    @Test
    void the_penalty_divides_what_is_positive_and_multiplies_what_is_negative_once() {
        SamplingOptions options = new SamplingOptions(0, 0, 1, 0, 2, 0);
        Sampler sampler = new Sampler(options);
        assertThat(sampler.next(new float[] {3, 2, -1}, new int[] {0, 0, 0}, 3)).isEqualTo(1);
        assertThat(sampler.next(new float[] {3, 1, -1}, new int[] {0, 0, 0}, 3)).isZero();
        assertThat(sampler.next(new float[] {-2, -3, -9}, new int[] {0}, 1)).isEqualTo(1);
        assertThat(sampler.next(new float[] {3, 2, -1}, new int[] {0, 0, 0}, 0)).isZero();
    }

    @Test
    void top_p_keeps_the_token_that_crosses_the_line_and_never_none() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        assertThat(drawn(new SamplingOptions(1, 0, 0.7, 0, 1, 0), logits)).containsOnlyKeys(0, 1);
        assertThat(drawn(new SamplingOptions(1, 0, 0.4, 0, 1, 0), logits)).containsOnlyKeys(0);
        assertThat(drawn(new SamplingOptions(1, 0, 0, 0, 1, 0), logits)).containsOnlyKeys(0);
        assertThat(drawn(new SamplingOptions(1, 0, 0.85, 0, 1, 0), logits)).containsOnlyKeys(0, 1, 2);
    }

    @Test
    void top_k_keeps_those_equal_to_the_last() {
        float[] logits = {2, 1, 1, 0};
        assertThat(drawn(new SamplingOptions(1, 2, 1, 0, 1, 0), logits)).containsOnlyKeys(0, 1, 2);
        assertThat(drawn(new SamplingOptions(1, 1, 1, 0, 1, 0), logits)).containsOnlyKeys(0);
        assertThat(drawn(new SamplingOptions(1, 99, 1, 0, 1, 0), logits)).containsOnlyKeys(0, 1, 2, 3);
    }

    @Test
    void min_p_is_a_share_of_the_likeliest() {
        float[] logits = {(float) Math.log(0.6), (float) Math.log(0.3), (float) Math.log(0.1)};
        assertThat(drawn(new SamplingOptions(1, 0, 1, 0.4, 1, 0), logits)).containsOnlyKeys(0, 1);
        assertThat(drawn(new SamplingOptions(1, 0, 1, 1, 1, 0), logits)).containsOnlyKeys(0);
    }

    @Test
    void draws_as_often_as_the_probabilities_say() {
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        Map<Integer, Integer> counts = drawn(new SamplingOptions(1, 0, 1, 0, 1, 3), logits);
        assertThat(counts.get(0)).isBetween(4800, 5200);
        assertThat(counts.get(1)).isBetween(2800, 3200);
        assertThat(counts.get(2)).isBetween(1800, 2200);
    }

    @Test
    void the_draw_depends_on_seed_and_position_alone() {
        float[] logits = new float[1000];
        SamplingOptions options = new SamplingOptions(1, 0, 1, 0, 1, 42);
        Sampler used = new Sampler(options);
        for (int position = 0; position < 50; position++) {
            used.next(logits, NOTHING, 0);
        }
        int[] resumed = new int[50];
        for (int position = 0; position < 50; position++) {
            resumed[position] = new Sampler(options).next(logits, new int[50], position);
            assertThat(used.next(logits, new int[50], position)).isEqualTo(resumed[position]);
        }
        assertThat(Arrays.stream(resumed).distinct().count()).isGreaterThan(40);
    }

    @Test
    void numbers_that_every_machine_must_draw() {
        assertThat(SeededDraw.bits(0, 0)).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(SeededDraw.bits(0, 1)).isEqualTo(0x6E789E6AA1B965F4L);
        assertThat(SeededDraw.bits(0, 2)).isEqualTo(0x06C45D188009454FL);
        assertThat(SeededDraw.uniform(0, 0)).isBetween(0.883, 0.8834);
        assertThat(SeededDraw.bits(1, 0)).isNotEqualTo(SeededDraw.bits(0, 0));
    }

    @Test
    void what_is_no_distribution_is_an_error_that_says_so() {
        Sampler sampler = new Sampler(new SamplingOptions(1, 5, 0.9, 0, 1.1, 0));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> sampler.next(new float[] {1, bad, 2}, NOTHING, 0))
                    .isInstanceOfSatisfying(
                            BadLogitsException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(FailureCode.E_OUTPUT));
            assertThatThrownBy(() -> LogProbs.of(new float[] {bad, 0}, 0, 2)).isInstanceOf(BadLogitsException.class);
        }
        float never = Float.NEGATIVE_INFINITY;
        assertThatThrownBy(() -> sampler.next(new float[] {never, never}, NOTHING, 0))
                .hasMessageContaining("no finite logit");
        assertThatThrownBy(() -> new Sampler(new SamplingOptions(0.01, 0, 1, 0, 1, 0))
                        .next(new float[] {Float.MAX_VALUE}, NOTHING, 0))
                .isInstanceOf(BadLogitsException.class);
    }

    @Test
    void options_out_of_range_are_named() {
        refused("temperature is -1.0", () -> new SamplingOptions(-1, 0, 1, 0, 1, 0));
        refused("temperature is NaN", () -> new SamplingOptions(Double.NaN, 0, 1, 0, 1, 0));
        refused("top_k is -1", () -> new SamplingOptions(1, -1, 1, 0, 1, 0));
        refused("top_p is 1.5", () -> new SamplingOptions(1, 0, 1.5, 0, 1, 0));
        refused("min_p is -0.1", () -> new SamplingOptions(1, 0, 1, -0.1, 1, 0));
        refused("repetition_penalty is 0.0", () -> new SamplingOptions(1, 0, 1, 0, 0, 0));
    }

    private static void refused(String message, Runnable made) {
        assertThatThrownBy(made::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Map<Integer, Integer> drawn(SamplingOptions options, float[] logits) {
        Sampler sampler = new Sampler(options);
        Map<Integer, Integer> counts = new TreeMap<>();
        int[] tokens = new int[10_000];
        for (int position = 0; position < tokens.length; position++) {
            counts.merge(sampler.next(logits, tokens, position), 1, Integer::sum);
        }
        return counts;
    }

    private static float[] logits(Random random, int size) {
        float[] logits = new float[size];
        for (int id = 0; id < size; id++) {
            boolean coarse = random.nextBoolean();
            logits[id] = coarse ? random.nextInt(7) - 3 : (float) (random.nextGaussian() * 4);
            if (id > 0 && random.nextInt(20) == 0) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
        return logits;
    }

    private static SamplingOptions options(Random random) {
        return new SamplingOptions(
                random.nextInt(5) == 0 ? 0 : 0.1 + random.nextInt(20) / 10.0,
                random.nextBoolean() ? 0 : random.nextInt(12),
                random.nextBoolean() ? 1 : random.nextDouble(),
                random.nextBoolean() ? 0 : random.nextDouble() * 0.5,
                random.nextBoolean() ? 1 : 0.5 + random.nextDouble() * 2,
                random.nextLong());
    }
}
