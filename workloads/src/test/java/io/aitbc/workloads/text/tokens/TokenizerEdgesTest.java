package io.aitbc.workloads.text.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text that no golden file holds, and directories that are no checkpoints. */
final class TokenizerEdgesTest {
    private static Tokenizer tokenizer;

    @TempDir
    Path spoiled;

    @BeforeAll
    static void load() throws Exception {
        tokenizer = Tokenizer.load(ReferenceModels.directory("demo-llm"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void half_a_surrogate_pair_is_the_replacement_character_and_spoils_nothing_beside_it() {
        assertThat(back("a\uD83Db")).isEqualTo("a\uFFFDb");
        assertThat(back("\uDE00\uD83D\uDE00\uD83D")).isEqualTo("\uFFFD\uD83D\uDE00\uFFFD");
        assertThat(tokenizer.encodeBare("\uD800")).isEqualTo(tokenizer.encodeBare("\uFFFD"));
    }

    @Test
    void nothing_gives_nothing_but_the_beginning() {
        assertThat(tokenizer.encodeBare("")).isEmpty();
        assertThat(tokenizer.encode("")).containsExactly(tokenizer.beginId().orElseThrow());
        assertThat(tokenizer.decode(new int[0])).isEmpty();
    }

    @Test
    void nul_and_other_controls_come_back() {
        assertThat(back("a\0b\0\0")).isEqualTo("a\0b\0\0");
        assertThat(back("\u0001\u001b[0m\u007f\u0085\uFEFF\uFFFE\uFFFF"))
                .isEqualTo("\u0001\u001b[0m\u007f\u0085\uFEFF\uFFFE\uFFFF");
    }

    @Test
    void texts_of_64_ki_characters_come_back() {
        String text =
                "In the beginning \uD83D\uDE00 \u65e5\u672c\n".repeat(3000).substring(0, 64 * 1024);
        assertThat(back(text)).isEqualTo(text);
        assertThat(TokenizerGoldenTest.streamed(tokenizer, tokenizer.encodeBare(text)))
                .isEqualTo(text);
        assertThat(back("a".repeat(64 * 1024))).hasSize(64 * 1024);
    }

    @Test
    void any_text_comes_back_whole_and_streamed() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int at = random.nextInt(40); at > 0; at--) {
                text.appendCodePoint(anyCodePoint(random));
            }
            int[] ids = tokenizer.encodeBare(text.toString());
            assertThat(tokenizer.decode(ids)).isEqualTo(text.toString());
            assertThat(TokenizerGoldenTest.streamed(tokenizer, ids)).isEqualTo(text.toString());
        }
    }

    @Test
    void any_tokens_stream_to_what_they_decode_to_at_once() {
        Random random = new Random(8);
        for (int round = 0; round < 300; round++) {
            int[] ids = random.ints(random.nextInt(60), 0, tokenizer.largestId() + 1)
                    .toArray();
            assertThat(TokenizerGoldenTest.streamed(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
        }
    }

    @Test
    void ends_are_those_of_the_generation_configuration() throws Exception {
        assertThat(tokenizer.endIds()).containsExactlyInAnyOrder(1021, 1023);
        Path copy = ReferenceModels.copy("demo-llm", spoiled.resolve("copy"));
        Files.writeString(copy.resolve("generation_config.json"), "{}");
        Files.writeString(copy.resolve("config.json"), "{\"eos_token_id\": 5}");
        assertThat(ends(copy)).containsExactly(5);
        Files.delete(copy.resolve("config.json"));
        assertThat(ends(copy)).containsExactly(1021);
    }

    @Test
    void the_beginning_is_as_the_configuration_says() throws Exception {
        Path copy = ReferenceModels.copy("demo-llm", spoiled.resolve("copy"));
        replace(copy.resolve("tokenizer_config.json"), "\"add_bos_token\": true", "\"add_bos_token\": false");
        try (Tokenizer without = Tokenizer.load(copy)) {
            assertThat(without.encode("Hello")).isEqualTo(tokenizer.encodeBare("Hello"));
        }
    }

    @Test
    void a_tokenizer_larger_than_its_model_is_refused() throws Exception {
        assertThat(tokenizer.largestId()).isEqualTo(1023);
        tokenizer.requireFits(1024);
        assertThatThrownBy(() -> tokenizer.requireFits(1023))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("reach 1023")
                .hasMessageContaining("only 1022");
    }

    @Test
    void what_is_no_tokenizer_is_an_error_that_says_so() throws Exception {
        assertThatThrownBy(() -> Tokenizer.load(spoiled)).hasMessageContaining("no tokenizer.json");
        refused("{", "tokenizer.json cannot be read");
        refused("{\"version\": \"1.0\"}", "has no model");
        refused("{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": -1}, \"merges\": []}}", "does not take");
        refused("{\"model\": {\"type\": \"Other\", \"vocab\": {}}}", "does not take");
        refused(
                "{\"added_tokens\": [{\"id\": 99999999999, \"content\": \"x\", \"special\": true}], \"model\": {\"a\": 1}}",
                "token id");
    }

    @Test
    void special_tokens_whose_ids_the_library_gives_otherwise_are_refused() throws Exception {
        Path copy = ReferenceModels.copy("demo-llm", spoiled.resolve("copy"));
        replace(copy.resolve("tokenizer.json"), "\"id\": 1023", "\"id\": 1030");
        assertThatThrownBy(() -> Tokenizer.load(copy)).hasMessageContaining("<|im_end|> does not get its id 1030");
    }

    @Test
    void a_template_that_cannot_be_read_does_no_harm_to_prompts() throws Exception {
        Path copy = ReferenceModels.copy("demo-llm", spoiled.resolve("copy"));
        Files.writeString(copy.resolve("chat_template.jinja"), "{% include 'secret' %}");
        try (Tokenizer other = Tokenizer.load(copy)) {
            assertThat(other.encode("x")).isEqualTo(tokenizer.encode("x"));
            assertThatThrownBy(() -> other.encodeChat(ChatRequest.of(List.of(Map.of("role", "user", "content", "x")))))
                    .isInstanceOf(TokenizerException.class)
                    .hasMessageContaining("line 1: there is no tag called include");
        }
    }

    private void refused(String json, String message) throws IOException {
        Files.writeString(spoiled.resolve("tokenizer.json"), json);
        assertThatThrownBy(() -> Tokenizer.load(spoiled))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(message);
    }

    private static void replace(Path file, String old, String fresh) throws IOException {
        String text = Files.readString(file);
        String changed = text.replace(old, fresh);
        assertThat(changed).isNotEqualTo(text);
        Files.writeString(file, changed);
    }

    private static java.util.Set<Integer> ends(Path directory) throws Exception {
        try (Tokenizer other = Tokenizer.load(directory)) {
            return other.endIds();
        }
    }

    private static String back(String text) {
        return tokenizer.decode(tokenizer.encodeBare(text));
    }

    private static int anyCodePoint(Random random) {
        int[] ends = {0x80, 0x800, 0x3000, 0xD800, 0x20000};
        int point = random.nextInt(ends[random.nextInt(ends.length)]);
        return (Character.isDefined(point) && !Character.isSurrogate((char) point)) || point > 0xFFFF ? point : 'x';
    }
}
