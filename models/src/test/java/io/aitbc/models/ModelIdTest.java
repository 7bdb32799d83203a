package io.aitbc.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"demo-llm", "Qwen/Qwen2.5-0.5B", "a", "org/a_b.c-d", "gpt2", "0/1"})
    void an_id_names_a_model(String text) throws ModelException {
        assertThat(ModelId.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a/",
                "/a",
                "/etc/passwd",
                "a/b/c",
                "..",
                "a/..",
                "../a",
                "a..b",
                ".a",
                "-a",
                "a b",
                "a\\b",
                "a\nb",
                "ü",
                "a/./b",
                "models--org--name",
                "org/models--x",
                "\u0000",
                "~/x"
            })
    void a_path_or_anything_else_is_none(String text) {
        assertThatThrownBy(() -> ModelId.of(text))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.E_INVALID))
                .hasMessageContaining("org/name or name");
    }

    @ParameterizedTest
    @ValueSource(ints = {96, 97, 100_000})
    void a_part_has_at_most_96_characters(int length) {
        assertThat(ModelId.isId("a".repeat(length))).isEqualTo(length == 96);
        assertThat(ModelId.isId("o/" + "a".repeat(length))).isEqualTo(length == 96);
    }
}
