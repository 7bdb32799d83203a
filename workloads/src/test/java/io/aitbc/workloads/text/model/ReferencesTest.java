package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reference model against what the transformers library computed. */
final class ReferencesTest {
    private static final long CACHE = 16 << 20;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-llama",
                "tiny-llama-bf16",
                "tiny-qwen2",
                "tiny-qwen2-bf16",
                "tiny-qwen3",
                "tiny-gpt2",
                "demo-llm"
            })
    void logits_and_greedy_tokens_are_those_of_the_library(String name) throws Exception {
        Golden golden = Golden.read(ReferenceModels.directory(name).resolve("golden.json"));
        LoadOptions options =
                new LoadOptions(Optional.of(TorchType.FLOAT32), Quantization.NONE, Device.cpu(), CACHE, 1);
        try (Decoder decoder = Decoders.load(ReferenceModels.directory(name), options)) {
            for (Golden.Case each : golden.cases()) {
                Place place = decoder.open(each.tokens().length + each.greedy().length)
                        .orElseThrow();
                float[] logits = decoder.prefill(place, each.tokens(), () -> {});
                assertThat(Golden.distance(logits, each.logits()))
                        .as(each.name())
                        .isLessThan(golden.tolerance());
                if (each.isDecided()) {
                    assertThat(greedy(decoder, place, logits, each.greedy().length))
                            .as(each.name())
                            .containsExactly(each.greedy());
                }
                decoder.release(place);
            }
        }
    }

    static int[] greedy(Decoder decoder, Place place, float[] first, int count) throws Exception {
        List<Integer> tokens = new ArrayList<>();
        float[][] logits = {first};
        while (true) {
            tokens.add(Golden.best(logits[0]));
            if (tokens.size() == count) {
                return tokens.stream().mapToInt(Integer::intValue).toArray();
            }
            decoder.decode(List.of(place), new int[] {tokens.get(tokens.size() - 1)}, logits);
        }
    }
}
