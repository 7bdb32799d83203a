package io.aitbc.workloads.diffusion.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.ipc.PlainJson;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.NpyFile;
import io.aitbc.testkit.ReferenceModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CLIP's tokenizer against what the transformers library answered. */
final class ClipTokenizerTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"tiny-sd", "demo-sd"})
    void prompts_become_the_librarys_tokens(String model) throws Exception {
        Path directory = ReferenceModels.directory(model);
        try (ClipTokenizer tokenizer = ClipTokenizer.load(directory.resolve("tokenizer"))) {
            assertGolden(directory, tokenizer);
        }
    }

    @Test
    void a_tokenizer_json_gives_the_same() throws Exception {
        Path directory = ReferenceModels.directory("tiny-sd");
        Path tokenizer = directory.resolve("tokenizer");
        List<List<String>> merges = Files.readAllLines(tokenizer.resolve("merges.txt")).stream()
                .skip(1)
                .map(line -> List.of(line.split(" ", 2)))
                .toList();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("end_of_word_suffix", "</w>");
        model.put("vocab", PlainJson.read(Files.readAllBytes(tokenizer.resolve("vocab.json"))));
        model.put("merges", merges);
        Files.write(scratch.resolve("tokenizer.json"), PlainJson.write(Map.of("model", model)));
        Files.copy(tokenizer.resolve("tokenizer_config.json"), scratch.resolve("tokenizer_config.json"));
        try (ClipTokenizer whole = ClipTokenizer.load(scratch)) {
            assertGolden(directory, whole);
        }
    }

    private static void assertGolden(Path directory, ClipTokenizer tokenizer) throws Exception {
        Map<?, ?> golden =
                (Map<?, ?>) PlainJson.read(Files.readAllBytes(directory.resolve("golden/clip_tokenizer_golden.json")));
        List<?> cases = (List<?>) golden.get("cases");
        assertThat(cases).hasSizeGreaterThan(20);
        for (Object item : cases) {
            Map<?, ?> each = (Map<?, ?>) item;
            PromptTokens tokens = tokenizer.encode((String) each.get("text"));
            int whole = ((List<?>) each.get("input_ids_unpadded_untruncated")).size();
            assertThat(tokens.ids()).as((String) each.get("text")).containsExactly(ints(each.get("input_ids_77")));
            assertThat(tokens.dropped()).isEqualTo(Math.max(0, whole - 77));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-sd, text_encoder, tokenizer, text_ids.npy",
        "demo-sd, text_encoder, tokenizer, text_ids.npy",
        "tiny-sdxl, '', tokenizer, text_ids_1.npy",
        "tiny-sdxl, '', tokenizer_2, text_ids_2.npy"
    })
    void prompts_become_the_ids_that_the_text_encoders_were_given(String model, String part, String name, String file)
            throws Exception {
        Path directory = ReferenceModels.directory(model);
        Map<?, ?> golden = (Map<?, ?>) PlainJson.read(Files.readAllBytes(directory.resolve("golden.json")));
        Map<?, ?> holder = part.isEmpty() ? golden : (Map<?, ?>) golden.get(part);
        List<?> prompts = (List<?>) holder.get("prompts");
        NpyFile ids = NpyFile.read(directory.resolve("golden").resolve(file));
        assertThat(ids.shape()[0]).isEqualTo(prompts.size());
        try (ClipTokenizer tokenizer = ClipTokenizer.load(directory.resolve(name))) {
            for (int row = 0; row < prompts.size(); row++) {
                int[] actual = tokenizer.encode((String) prompts.get(row)).ids();
                float[] floats = new float[actual.length];
                for (int at = 0; at < actual.length; at++) {
                    floats[at] = actual[at];
                }
                assertThat(floats).as("prompt %d", row).containsExactly(ids.row(row));
            }
        }
    }

    /** What follows was asked of transformers 5.18.0, too. */
    @Test
    void sdxls_second_tokenizer_pads_with_the_sign_that_prompts_may_hold() throws Exception {
        try (ClipTokenizer first = tokenizer("tokenizer");
                ClipTokenizer second = tokenizer("tokenizer_2")) {
            assertThat(first.encode("wow!!").ids()).startsWith(700, 86, 78, 342, 0, 256, 701, 701);
            assertThat(second.encode("wow!!").ids()).startsWith(700, 86, 78, 342, 0, 0, 701, 0);
            assertThat(second.encode("x<|EndOfText|>y").ids()).startsWith(700, 343, 701, 344, 701, 0);
            assertThat(first.encode("<|startoftext|>a").ids()).startsWith(700, 700, 320, 701);
            int[] ids = second.encode("").ids();
            assertThat(ids).hasSize(77).startsWith(700, 701);
            assertThat(Arrays.stream(ids).skip(2)).containsOnly(0);
        }
    }

    private static ClipTokenizer tokenizer(String name) throws ModelException {
        return ClipTokenizer.load(ReferenceModels.directory("tiny-sdxl").resolve(name));
    }

    @Test
    void the_configuration_says_how_long_prompts_are() throws Exception {
        Path directory = copy();
        rewrite(directory.resolve("tokenizer_config.json"), "\"model_max_length\": 77", "\"model_max_length\": 9");
        try (ClipTokenizer tokenizer = ClipTokenizer.load(directory)) {
            PromptTokens tokens = tokenizer.encode("a red circle on a blue background, detailed");
            assertThat(tokens.ids()).containsExactly(700, 320, 686, 617, 516, 320, 604, 531, 701);
            assertThat(tokens.dropped()).isPositive();
        }
        rewrite(
                directory.resolve("tokenizer_config.json"),
                "\"model_max_length\": 9",
                "\"model_max_length\": 1000000000000000019884624838656");
        try (ClipTokenizer tokenizer = ClipTokenizer.load(directory)) {
            assertThat(tokenizer.encode("").ids()).hasSize(77);
        }
    }

    /** As the second generation of Stable Diffusion has it. */
    @Test
    void the_map_overrules_a_configuration_from_before_tokens_had_properties_there() throws Exception {
        Path copy = copy();
        rewrite(copy.resolve("special_tokens_map.json"), "\"pad_token\": \"<|endoftext|>\"", "\"pad_token\": \"!\"");
        try (ClipTokenizer tokenizer = ClipTokenizer.load(copy)) {
            assertThat(tokenizer.encode("").ids()).startsWith(700, 701, 0, 0).endsWith(0);
        }
    }

    @Test
    void half_a_surrogate_pair_and_a_very_long_prompt_do_no_harm() throws Exception {
        try (ClipTokenizer tokenizer = tokenizer("tokenizer")) {
            assertThat(tokenizer.encode("a\ud83d b").ids())
                    .containsExactly(tokenizer.encode("a\ufffd b").ids());
            assertThat(tokenizer.encode("word ".repeat(20_000)).dropped()).isGreaterThan(10_000);
        }
    }

    @Test
    void what_is_missing_or_not_understood_is_named() throws Exception {
        Path directory = copy();
        Files.delete(directory.resolve("merges.txt"));
        assertRefused(directory, "merges.txt");
        Files.delete(directory.resolve("vocab.json"));
        assertRefused(directory, "vocab.json");
        Path other = copy();
        rewrite(other.resolve("tokenizer_config.json"), "\"do_lower_case\": true", "\"do_lower_case\": false");
        assertRefused(other, "do_lower_case");
        Path added = copy();
        rewrite(
                added.resolve("tokenizer_config.json"),
                "\"errors\"",
                "\"added_tokens_decoder\": {\"702\": {\"content\": \"<concept>\"}}, \"errors\"");
        assertRefused(added, "added_tokens_decoder");
        Path broken = copy();
        Files.writeString(broken.resolve("merges.txt"), "#version: 0.2\nqq zz\n");
        assertRefused(broken, "tokenizer library");
    }

    private static void assertRefused(Path directory, String naming) {
        assertThatThrownBy(() -> ClipTokenizer.load(directory))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(naming);
    }

    private Path copy() throws Exception {
        Path copy = Files.createTempDirectory(scratch, "tokenizer");
        Path tokenizer = ReferenceModels.directory("tiny-sd").resolve("tokenizer");
        for (String file : List.of("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json")) {
            Files.copy(tokenizer.resolve(file), copy.resolve(file));
        }
        return copy;
    }

    private static void rewrite(Path file, String from, String to) throws Exception {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static int[] ints(Object list) {
        return ((List<?>) list)
                .stream().mapToInt(each -> ((Number) each).intValue()).toArray();
    }
}
