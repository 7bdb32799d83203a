package io.aitbc.workloads.text.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.ReferenceModels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of tokens one after the other are the bytes of the text. */
final class TokenBytesTest {
    @ParameterizedTest
    @ValueSource(strings = {"demo-llm", "tiny-gpt2", "tiny-llama", "tiny-qwen2", "tiny-qwen3"})
    void the_bytes_of_all_tokens_are_those_of_the_text(String model) throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceModels.directory(model))) {
            for (Map<?, ?> golden : Golden.cases(model, "tokenizer_golden.json")) {
                int[] ids = Golden.ids(golden.get("ids"));
                String text = (String) golden.get("decoded_skip_special");

                assertThat(new String(joined(tokenizer, ids), StandardCharsets.UTF_8))
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void each_byte_has_its_letter_and_control_tokens_and_strangers_have_none() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(ReferenceModels.directory("tiny-gpt2"))) {
            Set<Byte> singles = new HashSet<>();
            for (int id = 0; id <= tokenizer.largestId(); id++) {
                byte[] bytes = tokenizer.bytes(id).orElse(new byte[0]);
                if (bytes.length == 1) {
                    singles.add(bytes[0]);
                }
                assertThat(bytes.length == 0).isEqualTo(tokenizer.isControl(id));
            }
            assertThat(singles).as("a letter for each byte").hasSize(256);
            assertThat(tokenizer.bytes(tokenizer.largestId() + 1)).isEmpty();
            assertThat(joined(tokenizer, tokenizer.encode("\u00e9 \uD83D\uDE00")))
                    .isEqualTo("\u00e9 \uD83D\uDE00".getBytes(StandardCharsets.UTF_8));
        }
    }

    static byte[] joined(Tokenizer tokenizer, int[] ids) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int id : ids) {
            tokenizer.bytes(id).ifPresent(all::writeBytes);
        }
        return all.toByteArray();
    }
}
