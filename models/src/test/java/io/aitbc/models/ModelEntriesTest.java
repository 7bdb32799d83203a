package io.aitbc.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelEntriesTest {
    @TempDir
    Path root;

    private ModelEntries read(String json) throws Exception {
        Files.writeString(root.resolve(ModelEntries.FILE), json);
        return new ModelStore(root).entries();
    }

    @Test
    void an_entry_is_found_by_the_models_id_and_nothing_is_set_without_one() throws Exception {
        ModelEntries entries =
                read("{\"org/name\":{\"quantization\":\"int4\"},\"plain\":{},\"null\":{\"quantization\":null}}");
        assertThat(entries.of(ModelId.of("org/name")).quantization()).contains("int4");
        assertThat(entries.of(ModelId.of("plain")).quantization()).isEmpty();
        assertThat(entries.of(ModelId.of("null")).quantization()).isEmpty();
        assertThat(entries.of(ModelId.of("another")).quantization()).isEmpty();
        Files.delete(root.resolve(ModelEntries.FILE));
        assertThat(new ModelStore(root).entries().of(ModelId.of("org/name")).quantization())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|must hold a JSON object; mend it, or remove it",
                "{|mend it, or remove it",
                "{\"a\":{},\"a\":{}}|mend it, or remove it",
                "{\"a\":{\"quantization\":\"int3\"}}|a.quantization is int3, and must be none or int8 or int4",
                "{\"a\":{\"quantization\":8}}|a.quantization is 8, and must be none or int8 or int4",
                "{\"a\":{\"quantisation\":\"int8\"}}|a.quantisation is int8, and is nothing that can be set",
                "{\"a\":\"int8\"}|a is int8, and must be an object",
                "{\"a\":null}|a must be an object",
                "{\"../a\":{}}|../a is no model's id",
            })
    void anything_else_is_refused_with_a_word_on_what_to_do(String json, String said) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.E_MODEL))
                .hasMessageContaining("models.json")
                .hasMessageContaining(said)
                .hasMessageNotContaining(root.getParent().toString());
    }

    @Test
    void it_is_bounded_and_a_plain_file() throws Exception {
        assertThatThrownBy(() -> read("{\"a\":{}" + " ".repeat(1 << 20) + "}"))
                .hasMessageContaining("more than 1048576");
        Files.delete(root.resolve(ModelEntries.FILE));
        Files.createDirectory(root.resolve(ModelEntries.FILE));
        assertThatThrownBy(() -> new ModelStore(root).entries()).hasMessageContaining("no regular file; mend it");
    }

    @Test
    void a_setting_for_a_model_that_is_not_there_is_told_and_one_inside_a_model_is_not_looked_at() throws Exception {
        TestFile.model(root.resolve("here"));
        Files.writeString(root.resolve("here").resolve(ModelEntries.FILE), "{\"here\":{\"quantization\":\"int4\"}}");
        read("{\"here\":{},\"hre\":{}}");
        ModelStore store = new ModelStore(root);
        assertThat(store.inventory().problems())
                .containsExactly(
                        new Inventory.Problem("models.json", "sets something for hre, and there is no such model"));
        assertThat(store.entries().of(ModelId.of("here")).quantization()).isEmpty();
        Files.writeString(root.resolve(ModelEntries.FILE), "what?");
        assertThat(store.inventory().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).contains("mend it"));
        assertThat(store.list()).as("the models are there all the same").hasSize(1);
    }
}
