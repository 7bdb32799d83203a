package io.aitbc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class ReferenceModelsTest {
    @ParameterizedTest
    @FieldSource("io.aitbc.testkit.ReferenceModels#NAMES")
    void each_language_model_is_a_directory_as_on_the_hub_with_its_golden_file(String name) {
        Path model = ReferenceModels.directory(name);
        assertThat(model.resolve("config.json")).isNotEmptyFile();
        assertThat(model.resolve("model.safetensors")).isNotEmptyFile();
        assertThat(model.resolve("tokenizer.json")).isNotEmptyFile();
        assertThat(model.resolve("golden.json")).isNotEmptyFile();
    }

    @ParameterizedTest
    @FieldSource("io.aitbc.testkit.ReferenceModels#PICTURES")
    void each_pipeline_is_a_directory_as_on_the_hub_with_its_golden_files(String name) {
        Path model = ReferenceModels.directory(name);
        assertThat(model.resolve("model_index.json")).isNotEmptyFile();
        assertThat(model.resolve("unet/config.json")).isNotEmptyFile();
        assertThat(model.resolve("golden.json")).isNotEmptyFile();
        assertThat(model.resolve("golden")).isNotEmptyDirectory();
    }

    @Test
    void golden_files_that_belong_to_no_one_model_are_there() {
        assertThat(ReferenceModels.directory("lm-extra").resolve("generate_golden.json"))
                .isNotEmptyFile();
    }

    @Test
    void a_copy_can_be_spoiled(@TempDir Path temp) throws IOException {
        Path copy = ReferenceModels.copy("tiny-qwen2-bf16", temp.resolve("copy"));
        assertThat(Files.readAllBytes(copy.resolve("model.safetensors")))
                .isEqualTo(Files.readAllBytes(
                        ReferenceModels.directory("tiny-qwen2-bf16").resolve("model.safetensors")));
        Files.delete(copy.resolve("model.safetensors"));
    }

    @Test
    void a_name_that_is_none_is_refused() {
        assertThatThrownBy(() -> ReferenceModels.directory("tiny-lama"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tiny-lama");
    }
}
