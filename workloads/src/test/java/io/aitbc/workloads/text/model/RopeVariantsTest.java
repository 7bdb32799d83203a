package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.aitbc.ipc.PlainJson;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.engine.TorchEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways of stretching rotary positions, against what the transformers library computed. */
final class RopeVariantsTest {
    private static final double TOLERANCE = 0.001;

    @TempDir
    Path temp;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "llama3", "yarn"})
    void logits_are_those_of_the_library(String name) throws Exception {
        Map<?, ?> variant = variant(name);
        Golden prompts = Golden.read(ReferenceModels.directory("tiny-llama").resolve("golden.json"));
        Path model = Variants.config("tiny-llama", temp.resolve(name), (Map<?, ?>) variant.get("config_changes"));
        try (Decoder decoder = Decoders.load(model, Variants.float32(1))) {
            for (Object item : (List<?>) variant.get("cases")) {
                Map<?, ?> expected = (Map<?, ?>) item;
                int[] tokens = tokens(prompts, expected);
                Place place = decoder.open(tokens.length).orElseThrow();
                float[] logits = decoder.prefill(place, tokens, () -> {});
                assertThat(Golden.distance(logits, Golden.doubles(expected.get("final_logits"))))
                        .as("%s %s", name, expected.get("name"))
                        .isLessThan(TOLERANCE);
                decoder.release(place);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "llama3", "yarn"})
    void the_likeliest_token_after_each_position_is_the_librarys(String name) throws Exception {
        Map<?, ?> variant = variant(name);
        Golden prompts = Golden.read(ReferenceModels.directory("tiny-llama").resolve("golden.json"));
        Path model = Variants.config("tiny-llama", temp.resolve(name), (Map<?, ?>) variant.get("config_changes"));
        try (Decoder decoder = Decoders.load(model, Variants.float32(1))) {
            for (Object item : (List<?>) variant.get("cases")) {
                Map<?, ?> expected = (Map<?, ?>) item;
                int[] tokens = tokens(prompts, expected);
                int[] best = new int[tokens.length];
                Place place = decoder.open(tokens.length).orElseThrow();
                float[][] logits = {decoder.prefill(place, new int[] {tokens[0]}, () -> {})};
                best[0] = Golden.best(logits[0]);
                for (int at = 1; at < tokens.length; at++) {
                    decoder.decode(List.of(place), new int[] {tokens[at]}, logits);
                    best[at] = Golden.best(logits[0]);
                }
                assertThat(best)
                        .as("%s %s", name, expected.get("name"))
                        .containsExactly(Golden.ints(expected.get("argmax_every_position")));
                decoder.release(place);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linear", "llama3", "yarn"})
    void frequencies_and_scale_are_those_of_the_library(String name) throws Exception {
        Map<?, ?> variant = variant(name);
        Path model = Variants.config("tiny-llama", temp.resolve(name), (Map<?, ?>) variant.get("config_changes"));
        LlmConfig config = new Llama().read(JsonConfig.read(model.resolve("config.json")));
        double[] expected = Golden.doubles(variant.get("inv_freq"));
        assertThat(config.rope().frequencies()).hasSize(expected.length);
        for (int pair = 0; pair < expected.length; pair++) {
            assertThat(config.rope().frequencies().get(pair)).isCloseTo(expected[pair], withinPercentage(1e-4));
        }
        assertThat(config.rope().scale())
                .isCloseTo(((Number) variant.get("attention_scaling")).doubleValue(), withinPercentage(1e-6));
    }

    private static int[] tokens(Golden prompts, Map<?, ?> expected) {
        return prompts.cases().stream()
                .filter(each -> each.name().equals(expected.get("name")))
                .findFirst()
                .orElseThrow()
                .tokens();
    }

    @Test
    void one_that_is_lacking_is_named() throws Exception {
        Map<?, ?> variant = variant("dynamic");
        Path model = Variants.config("tiny-llama", temp.resolve("dynamic"), (Map<?, ?>) variant.get("config_changes"));
        assertThatThrownBy(() -> Decoders.load(model, Variants.float32(1)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("rope_scaling.rope_type")
                .hasMessageContaining("dynamic")
                .hasMessageContaining("llama3");
    }

    private static Map<?, ?> variant(String name) throws Exception {
        Path file = ReferenceModels.directory("lm-extra").resolve("tiny-llama_rope_variants_golden.json");
        Map<?, ?> root = (Map<?, ?>) PlainJson.read(Files.readAllBytes(file));
        return ((List<?>) root.get("variants"))
                .stream()
                        .map(each -> (Map<?, ?>) each)
                        .filter(each -> name.equals(each.get("name")))
                        .findFirst()
                        .orElseThrow();
    }
}
