package io.aitbc.workloads.text.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.ReferenceModels;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the reference library answered, for every text and every model. */
final class TokenizerGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"demo-llm", "tiny-gpt2", "tiny-llama", "tiny-qwen2", "tiny-qwen3"})
    void encodes_and_decodes_as_the_reference_does(String model) throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceModels.directory(model))) {
            for (Map<?, ?> golden : Golden.cases(model, "tokenizer_golden.json")) {
                String text = (String) golden.get("text");
                int[] ids = Golden.ids(golden.get("ids"));

                assertThat(tokenizer.encodeMarkup(text)).as(text).isEqualTo(ids);
                assertThat(tokenizer.decodeWithMarkup(ids)).isEqualTo(golden.get("decoded"));
                assertThat(tokenizer.decode(ids)).isEqualTo(golden.get("decoded_skip_special"));
                if (Arrays.stream(ids).noneMatch(tokenizer::isControl)) {
                    assertThat(tokenizer.encode(text)).as(text).isEqualTo(Golden.ids(golden.get("ids_with_special")));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-llm", "tiny-gpt2", "tiny-llama", "tiny-qwen2", "tiny-qwen3"})
    void a_jobs_text_gives_no_control_token_and_comes_back_as_it_was(String model) throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceModels.directory(model))) {
            for (Map<?, ?> golden : Golden.cases(model, "tokenizer_golden.json")) {
                String text = (String) golden.get("text");
                int[] ids = tokenizer.encodeBare(text);

                assertThat(Arrays.stream(ids).filter(tokenizer::isControl))
                        .as(text)
                        .isEmpty();
                assertThat(Normalizer.normalize(tokenizer.decode(ids), Normalizer.Form.NFC))
                        .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-llm", "tiny-gpt2", "tiny-llama", "tiny-qwen2", "tiny-qwen3"})
    void text_grows_token_by_token_and_never_changes(String model) throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceModels.directory(model))) {
            List<Map<?, ?>> streams =
                    Golden.maps(Golden.file(model, "tokenizer_golden.json").get("streaming"));
            assertThat(streams).isNotEmpty();
            for (Map<?, ?> golden : streams) {
                int[] ids = Golden.ids(golden.get("ids"));
                List<?> prefixes = (List<?>) golden.get("prefix_decodes");
                StreamingDecoder streaming = tokenizer.streaming();
                StringBuilder text = new StringBuilder();
                for (int at = 0; at < ids.length; at++) {
                    text.append(streaming.push(ids[at]));
                    assertThat(text).hasToString(certain((String) prefixes.get(at + 1)));
                }
                assertThat(text + streaming.flush()).isEqualTo(prefixes.get(ids.length));
            }
            for (Map<?, ?> golden : Golden.cases(model, "tokenizer_golden.json")) {
                assertThat(streamed(tokenizer, Golden.ids(golden.get("ids"))))
                        .isEqualTo(golden.get("decoded_skip_special"));
            }
        }
    }

    static String streamed(Tokenizer tokenizer, int[] ids) {
        StreamingDecoder streaming = tokenizer.streaming();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(streaming.push(id));
        }
        return text + streaming.flush();
    }

    /** What cannot change any more: all but the beginning of a character. */
    private static String certain(String prefix) {
        return prefix.endsWith("\uFFFD") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
