package io.aitbc.benchmarks.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ModelShapeTest {
    /** Small enough to count by hand: one head of two, no room for mistakes to hide. */
    private static final ModelShape SMALL = new ModelShape("small", 1, 2, 1, 1, 3, 5, 16);

    @Test
    void weights_are_counted() {
        // q, k, v: 3 x 4; out: 4; gate, up, down: 3 x 6; together 34, and the head 10
        assertThat(SMALL.bytesPerToken(Variant.BF16)).isEqualTo(88);
        assertThat(SMALL.bytesPerToken(Variant.FLOAT32)).isEqualTo(176);
        assertThat(SMALL.bytesPerToken(Variant.INT8)).isEqualTo(44);
        assertThat(SMALL.bytesPerToken(Variant.INT4)).isEqualTo(27);
        // and of the file: biases 6, norms 6
        assertThat(SMALL.weightBytes()).isEqualTo(2 * (34 + 10 + 6 + 6));
    }

    @Test
    void operations_of_a_prompt_are_counted() {
        // linear 2 x 34 for each of three tokens, the head once, and six pairs with 4 x 2 each
        assertThat(SMALL.prefillFlops(3)).isEqualTo(204 + 20 + 48);
    }

    @Test
    void the_real_ones_have_the_parameters_that_they_are_named_for() {
        assertThat(ModelShape.HALF.weightBytes() / 2e9).isCloseTo(0.494, within(0.001));
        assertThat(ModelShape.ONE_AND_HALF.weightBytes() / 2e9).isCloseTo(1.544, within(0.001));
        assertThat(ModelShape.named("1.5b")).isEqualTo(ModelShape.ONE_AND_HALF);
        assertThatThrownBy(() -> ModelShape.named("7b"))
                .hasMessageContaining("7b")
                .hasMessageContaining("0.5b, 1.5b");
    }
}
