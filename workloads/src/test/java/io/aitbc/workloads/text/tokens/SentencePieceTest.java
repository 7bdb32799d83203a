package io.aitbc.workloads.text.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.ipc.PlainJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tokenizer in the manner of Llama 2 and Mistral: spaces are letters of the vocabulary, characters that it lacks are
 * spelled in bytes, the control tokens are in the vocabulary, and its merges can put one together. The expected ids are
 * those of the reference library.
 */
final class SentencePieceTest {
    @TempDir
    Path directory;

    private Tokenizer tokenizer;

    @BeforeEach
    void load() throws Exception {
        Files.write(directory.resolve("tokenizer.json"), PlainJson.write(json()));
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"bos_token\": \"<s>\", \"eos_token\": {\"content\": \"</s>\"}, \"chat_template\":"
                        + " \"{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}\"}");
        tokenizer = Tokenizer.load(directory);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void encodes_as_the_reference_library_does() {
        assertThat(tokenizer.encode("ab a")).containsExactly(1, 266, 261, 266);
        assertThat(tokenizer.encode("\u00e9 a")).containsExactly(1, 259, 198, 172, 266);
        assertThat(tokenizer.encode(" ab")).containsExactly(1, 266, 261);
        assertThat(tokenizer.encodeMarkup("a<s>b")).containsExactly(266, 1, 261);
        assertThat(tokenizer.encodeMarkup("<s>a")).containsExactly(1, 260);
        assertThat(tokenizer.encodeMarkup("a</s> b")).containsExactly(266, 2, 259, 261);
        assertThat(tokenizer.endIds()).containsExactly(2);
    }

    @Test
    void merges_cannot_put_a_control_token_together() {
        assertThat(tokenizer.encode("a<s>b")).containsExactly(1, 266, 262, 268, 261);
        assertThat(tokenizer.encode("a</s> b")).containsExactly(1, 266, 262, 265, 268, 259, 261);
        assertThat(tokenizer.decode(tokenizer.encode("a<s>b</s>"))).isEqualTo("a<s>b</s>");
    }

    @Test
    void a_chat_has_its_templates_control_tokens_only() throws Exception {
        int[] ids = tokenizer.encodeChat(
                ChatRequest.of(List.of(ChatGoldenTest.message("user", "a<s>"), ChatGoldenTest.message("user", "<"))));
        assertThat(ids).containsExactly(1, 260, 262, 268, 2, 262, 2);
    }

    @Test
    void a_character_in_bytes_comes_whole_or_at_the_end() {
        StreamingDecoder streaming = tokenizer.streaming();
        assertThat(streaming.push(1)).isEmpty();
        assertThat(streaming.push(266)).isEqualTo("a");
        for (int id : new int[] {243, 162, 155, 131}) {
            assertThat(streaming.push(id)).isEmpty();
        }
        assertThat(streaming.push(261)).isEqualTo("\uD83D\uDE00b");
        assertThat(streaming.push(266)).isEqualTo(" a");
        assertThat(streaming.push(2)).isEmpty();
        assertThat(streaming.push(259)).isEqualTo(" ");
        assertThat(streaming.push(198)).isEmpty();
        assertThat(streaming.flush()).isEqualTo("\uFFFD");
    }

    @Test
    void bytes_of_tokens_are_those_of_the_text_with_the_space_that_a_word_begins_with() {
        int[] ids = tokenizer.encode("ab \u00e9");
        assertThat(new String(TokenBytesTest.joined(tokenizer, ids), StandardCharsets.UTF_8))
                .isEqualTo(" ab \u00e9");
        assertThat(tokenizer.bytes(198)).contains(new byte[] {(byte) 0xC3});
        assertThat(tokenizer.bytes(1)).as("a control token").isEmpty();
    }

    @Test
    void many_spaces_are_not_decoded_over_and_over() {
        StreamingDecoder streaming = tokenizer.streaming();
        StringBuilder text = new StringBuilder(streaming.push(266));
        for (int many = 0; many < 1000; many++) {
            text.append(streaming.push(259));
            assertThat(streaming.held()).isLessThan(64);
        }
        assertThat(text + streaming.push(261)).isEqualTo("a" + " ".repeat(1000) + "b");
    }

    @Test
    void any_tokens_stream_to_what_they_decode_to_at_once() {
        java.util.Random random = new java.util.Random(9);
        for (int round = 0; round < 500; round++) {
            int[] ids = random.ints(random.nextInt(30), 0, 269)
                    .map(id -> random.nextBoolean() ? 259 + id % 10 : id)
                    .toArray();
            assertThat(TokenizerGoldenTest.streamed(tokenizer, ids)).isEqualTo(tokenizer.decode(ids));
        }
    }

    private static Map<String, Object> json() {
        Map<String, Object> vocabulary = new LinkedHashMap<>();
        List<Object> added = new ArrayList<>();
        for (String control : List.of("<unk>", "<s>", "</s>")) {
            added.add(Map.of(
                    "id",
                    (long) vocabulary.size(),
                    "content",
                    control,
                    "single_word",
                    false,
                    "lstrip",
                    false,
                    "rstrip",
                    false,
                    "normalized",
                    false,
                    "special",
                    true));
            vocabulary.put(control, (long) vocabulary.size());
        }
        for (int value = 0; value < 256; value++) {
            vocabulary.put(String.format(Locale.ROOT, "<0x%02X>", value), (long) vocabulary.size());
        }
        for (String piece : List.of("\u2581", "a", "b", "<", "s", ">", "/", "\u2581a", "ab", "s>")) {
            vocabulary.put(piece, (long) vocabulary.size());
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("unk_token", "<unk>");
        model.put("fuse_unk", true);
        model.put("byte_fallback", true);
        model.put("vocab", vocabulary);
        model.put("merges", List.of(List.of("\u2581", "a"), List.of("a", "b"), List.of("s", ">"), List.of("<", "s>")));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put(
                "truncation", Map.of("max_length", 3L, "strategy", "LongestFirst", "stride", 0L, "direction", "Right"));
        json.put("added_tokens", added);
        json.put(
                "pre_tokenizer",
                Map.of("type", "Metaspace", "replacement", "\u2581", "prepend_scheme", "first", "split", false));
        json.put("post_processor", frame());
        json.put("decoder", Map.of("type", "Sequence", "decoders", decoders()));
        json.put("model", model);
        return json;
    }

    private static Map<String, Object> frame() {
        Map<String, Object> text = Map.of("Sequence", Map.of("id", "A", "type_id", 0L));
        return Map.of(
                "type", "TemplateProcessing",
                "single", List.of(Map.of("SpecialToken", Map.of("id", "<s>", "type_id", 0L)), text),
                "pair", List.of(text, Map.of("Sequence", Map.of("id", "B", "type_id", 1L))),
                "special_tokens", Map.of("<s>", Map.of("id", "<s>", "ids", List.of(1L), "tokens", List.of("<s>"))));
    }

    private static List<Object> decoders() {
        return List.of(
                Map.of("type", "Replace", "pattern", Map.of("String", "\u2581"), "content", " "),
                Map.of("type", "ByteFallback"),
                Map.of("type", "Fuse"),
                Map.of("type", "Strip", "content", " ", "start", 1L, "stop", 0L));
    }
}
