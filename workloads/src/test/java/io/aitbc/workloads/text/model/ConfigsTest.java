package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.ipc.PlainJson;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.ReferenceModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations: both spellings, and what is refused. */
final class ConfigsTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny-llama", "tiny-qwen2", "tiny-qwen3", "tiny-gpt2"})
    void newer_libraries_write_the_same_configuration_in_another_way(String name) throws Exception {
        Path model = ReferenceModels.directory(name);
        assertThat(read(JsonConfig.read(model.resolve("config.v5.json"))))
                .isEqualTo(read(JsonConfig.read(model.resolve("config.json"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tiny-llama | hidden_act | \"gelu\"",
                "tiny-llama | quantization_config | {\"bits\": 4}",
                "tiny-llama | rope_scaling | {\"type\": \"longrope\", \"factor\": 2}",
                "tiny-llama | rope_scaling | {\"type\": \"linear\", \"factor\": 0}",
                "tiny-llama | partial_rotary_factor | 0.5",
                "tiny-llama | hidden_size | 1e300",
                "tiny-llama | hidden_size | -64",
                "tiny-llama | hidden_size | \"64\"",
                "tiny-llama | num_hidden_layers | 1000000000",
                "tiny-llama | num_attention_heads | 0",
                "tiny-llama | num_key_value_heads | 3",
                "tiny-llama | head_dim | 15",
                "tiny-llama | vocab_size | 0",
                "tiny-llama | rms_norm_eps | -1",
                "tiny-llama | rope_theta | 0",
                "tiny-llama | max_position_embeddings | 1e18",
                "tiny-llama | architectures | [\"MambaForCausalLM\"]",
                "tiny-gpt2 | activation_function | \"relu\"",
                "tiny-gpt2 | scale_attn_by_inverse_layer_idx | true",
                "tiny-gpt2 | n_head | 5"
            })
    void what_the_code_lacks_is_named(String name, String key, String value) throws Exception {
        Map<String, Object> config = config(name);
        config.put(key, PlainJson.read(value.getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> read(JsonConfig.of("config.json", config)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(named(key));
    }

    /** A wrong number of heads is told where it shows. */
    private static String named(String key) {
        return switch (key) {
            case "head_dim" -> "num_attention_heads";
            case "n_head" -> "n_embd";
            default -> key;
        };
    }

    @Test
    void windows_are_each_familys_own() throws Exception {
        Map<String, Object> mistral = config("tiny-llama");
        mistral.put("architectures", List.of("MistralForCausalLM"));
        assertThat(read(JsonConfig.of("c", mistral)).windows()).containsExactly(4096, 4096, 4096);
        mistral.put("sliding_window", null);
        assertThat(read(JsonConfig.of("c", mistral)).windows()).containsExactly(0, 0, 0);
        mistral.put("sliding_window", 8);
        assertThat(read(JsonConfig.of("c", mistral)).windows()).containsExactly(8, 8, 8);

        Map<String, Object> qwen = config("tiny-qwen2");
        assertThat(read(JsonConfig.of("c", qwen)).windows()).containsExactly(0, 0);
        qwen.put("use_sliding_window", true);
        qwen.put("max_window_layers", 1);
        assertThat(read(JsonConfig.of("c", qwen)).windows()).containsExactly(0, 256);
        qwen.put("layer_types", List.of("sliding_attention", "full_attention"));
        assertThat(read(JsonConfig.of("c", qwen)).windows()).containsExactly(256, 0);
    }

    private static LlmConfig read(JsonConfig config) throws ModelException {
        return Families.of(config).read(config);
    }

    private static Map<String, Object> config(String name) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        ((Map<?, ?>) PlainJson.read(
                        Files.readAllBytes(ReferenceModels.directory(name).resolve("config.json"))))
                .forEach((key, value) -> values.put((String) key, value));
        return values;
    }
}
