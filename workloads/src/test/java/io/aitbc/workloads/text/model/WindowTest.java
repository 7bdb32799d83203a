package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.workloads.engine.TorchEngine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mistral's window: after three layers, the last token knows of the {@code 3 (window - 1)} before it and of no other.
 */
final class WindowTest {
    private static final int WINDOW = 5;
    private static final int REACH = 3 * (WINDOW - 1) + 1;
    private static final int LENGTH = 40;

    @TempDir
    Path temp;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @Test
    void a_token_is_seen_exactly_as_far_as_the_window_reaches() throws Exception {
        Map<String, Object> changes = Map.of("architectures", List.of("MistralForCausalLM"), "sliding_window", WINDOW);
        Path model = Variants.config("tiny-llama", temp.resolve("mistral"), changes);
        int[] tokens = Variants.tokens(LENGTH, 300);
        int[] outside = tokens.clone();
        outside[LENGTH - REACH - 1] = 301;
        int[] inside = tokens.clone();
        inside[LENGTH - REACH] = 301;
        try (Decoder decoder = Decoders.load(model, Variants.float32(1))) {
            float[] expected = whole(decoder, tokens);
            assertThat(whole(decoder, outside)).containsExactly(expected);
            assertThat(whole(decoder, inside)).isNotEqualTo(expected);
            assertThat(distance(oneByOne(decoder, tokens), expected)).isLessThan(1e-4);
            assertThat(distance(inPieces(decoder, tokens), expected)).isLessThan(1e-4);
            assertThat(oneByOne(decoder, outside)).containsExactly(oneByOne(decoder, tokens));
            // Rotary positions are relative, so what lies out of reach may as well not be there.
            int[] seen = Arrays.copyOfRange(tokens, LENGTH - REACH, LENGTH);
            assertThat(distance(whole(decoder, seen), expected)).isLessThan(1e-3);
        }
    }

    private static float[] whole(Decoder decoder, int[] tokens) throws Exception {
        Place place = decoder.open(tokens.length).orElseThrow();
        float[] logits = decoder.prefill(place, tokens, () -> {});
        decoder.release(place);
        return logits;
    }

    private static float[] inPieces(Decoder decoder, int[] tokens) throws Exception {
        Place place = decoder.open(tokens.length).orElseThrow();
        decoder.prefill(place, Arrays.copyOf(tokens, 30), () -> {});
        float[] logits = decoder.prefill(place, Arrays.copyOfRange(tokens, 30, tokens.length), () -> {});
        decoder.release(place);
        return logits;
    }

    private static float[] oneByOne(Decoder decoder, int[] tokens) throws Exception {
        Place place = decoder.open(tokens.length).orElseThrow();
        float[][] logits = {decoder.prefill(place, Arrays.copyOf(tokens, 1), () -> {})};
        for (int i = 1; i < tokens.length; i++) {
            decoder.decode(List.of(place), new int[] {tokens[i]}, logits);
        }
        decoder.release(place);
        return logits[0];
    }

    private static double distance(float[] computed, float[] expected) {
        double[] wanted = new double[expected.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = expected[i];
        }
        return Golden.distance(computed, wanted);
    }
}
