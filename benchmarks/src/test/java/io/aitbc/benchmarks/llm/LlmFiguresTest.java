package io.aitbc.benchmarks.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.aitbc.benchmarks.report.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LlmFiguresTest {
    private static final double BYTES = ModelShape.HALF.bytesPerToken(Variant.BF16);
    private static final double FLOPS = ModelShape.HALF.prefillFlops(DecoderPeer.PROMPT);

    private static Samples samples(String... lines) {
        Samples samples = new Samples();
        List.of(lines).forEach(line -> samples.take("sample " + line));
        return samples;
    }

    private static Samples alone() {
        return samples(
                "load 2",
                "peak 1500e6",
                "bandwidth 40e9",
                "decode 0.05",
                "bandwidth 20e9",
                "decode 0.1",
                "multiply 1e12",
                "prefill 1.0");
    }

    private static Figure named(LlmFigures figures, String name) {
        return figures.all().stream()
                .filter(figure -> figure.name().equals("llm.0.5b.bf16." + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shares_are_of_neighbours_in_time() {
        LlmFigures figures = new LlmFigures(ModelShape.HALF);
        figures.alone(Variant.BF16, alone());
        Figure share = named(figures, "decode_share");
        assertThat(share.noise().min()).isCloseTo(BYTES / 0.05 / 40e9, within(1e-9));
        assertThat(share.noise().max()).isCloseTo(BYTES / 0.1 / 20e9, within(1e-9));
        assertThat(share.met()).isFalse();
        assertThat(named(figures, "decode").noise().max()).isEqualTo(20);
        assertThat(named(figures, "prefill_share").value()).isCloseTo(FLOPS / 1e12, within(1e-9));
        assertThat(named(figures, "prefill").value()).isEqualTo(512);
        assertThat(named(figures, "first_token").value()).isEqualTo(1);
    }

    @Test
    void the_bound_of_memory_is_a_quarter_and_four_hundred_megabytes_over_the_weights() {
        LlmFigures figures = new LlmFigures(ModelShape.HALF);
        figures.alone(Variant.BF16, alone());
        assertThat(named(figures, "peak").value()).isEqualTo(1500);
        assertThat(named(figures, "peak").met()).isTrue();
        figures = new LlmFigures(ModelShape.HALF);
        figures.alone(
                Variant.BF16, samples("load 2", "peak 1700e6", "bandwidth 1", "decode 1", "multiply 1", "prefill 1"));
        assertThat(named(figures, "peak").met()).isFalse();
    }

    @Test
    void a_batch_counts_all_its_tokens() {
        LlmFigures figures = new LlmFigures(ModelShape.HALF);
        figures.alone(
                Variant.BF16, samples("load 2", "peak 1", "bandwidth 1", "decode 0.1", "multiply 1", "prefill 1"));
        figures.together(Variant.BF16, 8, samples("decode 0.2", "decode_alone 0.125"));
        assertThat(named(figures, "batch8").value()).isCloseTo(40, within(1e-9));
        assertThat(named(figures, "batch8_gain").value()).isCloseTo(4, within(1e-9));
        assertThat(named(figures, "alone_of_8").value()).isCloseTo(8, within(1e-9));
    }

    @Test
    void other_lines_are_left_alone_and_what_is_missing_is_named() {
        Samples samples = new Samples();
        samples.take("some library says hello");
        assertThatThrownBy(() -> samples.of(Samples.DECODE)).hasMessageContaining("told no decode");
    }
}
