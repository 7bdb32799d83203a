package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequences in one batch know nothing of each other, to the last bit. */
final class BatchTest {
    private static final int PLACES = 8;
    private static final int STEPS = 12;
    private static final int[] PROMPT = {5, 17, 200, 33, 8, 90, 121};

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-llama, FLOAT32, NONE",
        "tiny-qwen2, FLOAT32, INT8",
        "tiny-llama-bf16, BFLOAT16, NONE",
        "tiny-qwen3, BFLOAT16, INT8",
        "demo-llm, BFLOAT16, INT8",
        "demo-llm, FLOAT32, INT8",
        "demo-llm, BFLOAT16, NONE",
        "tiny-qwen2-bf16, BFLOAT16, INT4",
        "tiny-gpt2, FLOAT32, NONE"
    })
    void neighbours_change_no_bit(String name, TorchType type, Quantization quantization) throws Exception {
        LoadOptions options = Variants.options(type, quantization, PLACES);
        try (Decoder decoder = Decoders.load(ReferenceModels.directory(name), options)) {
            List<float[]> alone = alone(decoder);
            List<float[]> together = amongOthers(decoder);
            for (int step = 0; step < STEPS; step++) {
                assertThat(together.get(step)).as("step %d", step).containsExactly(alone.get(step));
            }
        }
    }

    private static List<float[]> alone(Decoder decoder) throws Exception {
        Place place = decoder.open(PROMPT.length + STEPS).orElseThrow();
        List<float[]> all = new ArrayList<>();
        all.add(decoder.prefill(place, PROMPT, () -> {}));
        while (all.size() < STEPS) {
            float[][] logits = {new float[decoder.facts().vocabSize()]};
            decoder.decode(List.of(place), new int[] {Golden.best(all.get(all.size() - 1))}, logits);
            all.add(logits[0]);
        }
        decoder.release(place);
        return all;
    }

    /** The same sequence while others come, go, and stand before it in the batch. */
    private static List<float[]> amongOthers(Decoder decoder) throws Exception {
        List<Place> others = new ArrayList<>();
        others.add(other(decoder, 3));
        Place place = decoder.open(PROMPT.length + STEPS).orElseThrow();
        List<float[]> all = new ArrayList<>();
        all.add(decoder.prefill(place, PROMPT, () -> {}));
        while (all.size() < STEPS) {
            if (all.size() % 3 == 1 && others.size() < PLACES - 1) {
                others.add(other(decoder, 20 + all.size()));
                others.add(other(decoder, 1));
            } else if (all.size() % 3 == 0) {
                decoder.release(others.remove(0));
            }
            int row = all.size() % (others.size() + 1);
            List<Place> places = new ArrayList<>(others);
            places.add(row, place);
            int[] tokens = Variants.tokens(places.size(), 300);
            tokens[row] = Golden.best(all.get(all.size() - 1));
            float[][] logits = new float[places.size()][decoder.facts().vocabSize()];
            decoder.decode(places, tokens, logits);
            all.add(logits[row]);
        }
        others.forEach(decoder::release);
        decoder.release(place);
        return all;
    }

    private static Place other(Decoder decoder, int length) throws Exception {
        Place place = decoder.open(length + STEPS).orElseThrow();
        decoder.prefill(place, Variants.tokens(length, 300), () -> {});
        return place;
    }

    @Test
    void a_long_prompt_in_pieces_gives_the_same_logits() throws Exception {
        int[] tokens = Variants.tokens(200, 300);
        try (Decoder decoder = Decoders.load(ReferenceModels.directory("tiny-llama"), Variants.float32(2))) {
            Place whole = decoder.open(tokens.length).orElseThrow();
            float[] expected = decoder.prefill(whole, tokens, () -> {});
            Place pieces = decoder.open(tokens.length).orElseThrow();
            float[] logits = expected;
            for (int from = 0; from < tokens.length; from += 40) {
                logits = decoder.prefill(pieces, java.util.Arrays.copyOfRange(tokens, from, from + 40), () -> {});
            }
            double[] wanted = new double[expected.length];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = expected[i];
            }
            assertThat(Golden.distance(logits, wanted)).isLessThan(1e-4);
        }
    }
}
