package io.aitbc.workloads.text.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What transformers' own {@code generate} continued, with a real model's logits. */
final class GenerateGoldenTest {
    @ParameterizedTest
    @CsvSource({"tiny-llama", "tiny-qwen2"})
    void the_repetition_penalty_continues_as_the_reference_does(String model) throws Exception {
        Map<?, ?> golden = Golden.of(model, "greedy_repetition_penalty");
        double penalty = ((Number) golden.get("repetition_penalty")).doubleValue();
        SamplingOptions options = new SamplingOptions(0, 0, 1, 0, penalty, 0);

        assertThat(continued(model, options, Golden.ids(golden.get("input_ids")), 32))
                .isEqualTo(Golden.ids(golden.get("greedy_32")));
    }

    @ParameterizedTest
    @CsvSource({"tiny-llama", "tiny-qwen2"})
    void greedy_continues_as_the_reference_does(String model) throws Exception {
        Map<?, ?> golden = Golden.of(model, "left_padded_batch");
        List<?> rows = (List<?>) golden.get("rows");
        for (int row = 0; row < rows.size(); row++) {
            int[] expected = Golden.ids(((List<?>) golden.get("greedy_32")).get(row));
            assertThat(continued(model, SamplingOptions.greedy(), Golden.ids(rows.get(row)), 32))
                    .isEqualTo(expected);
        }
    }

    @Test
    void a_job_that_goes_on_in_the_middle_draws_what_it_would_have_drawn() throws Exception {
        SamplingOptions options = new SamplingOptions(1.3, 50, 0.95, 0.01, 1.1, 1234);
        int[] prompt = {101, 28, 200};
        int[] whole = continued("tiny-llama", options, prompt, 20);
        int[] soFar = Arrays.copyOf(prompt, prompt.length + 9);
        System.arraycopy(whole, 0, soFar, prompt.length, 9);

        assertThat(continued("tiny-llama", options, prompt, 20)).isEqualTo(whole);
        assertThat(continued("tiny-llama", options, soFar, 11)).isEqualTo(Arrays.copyOfRange(whole, 9, 20));
        SamplingOptions other = new SamplingOptions(1.3, 50, 0.95, 0.01, 1.1, 1235);
        assertThat(continued("tiny-llama", other, prompt, 20)).isNotEqualTo(whole);
    }

    private static int[] continued(String name, SamplingOptions options, int[] prompt, int count) throws Exception {
        PlainModel model = new PlainModel(name);
        Sampler sampler = new Sampler(options);
        int[] tokens = Arrays.copyOf(prompt, prompt.length + count);
        float[] logits = {};
        for (int token : prompt) {
            logits = model.next(token);
        }
        for (int length = prompt.length; length < tokens.length; length++) {
            tokens[length] = sampler.next(logits, tokens, length);
            logits = model.next(tokens[length]);
        }
        return Arrays.copyOfRange(tokens, prompt.length, tokens.length);
    }

    private static final class Golden {
        static Map<?, ?> of(String model, String kind) throws Exception {
            byte[] file =
                    Files.readAllBytes(ReferenceModels.directory("lm-extra").resolve("generate_golden.json"));
            List<?> cases = (List<?>) ((Map<?, ?>) PlainJson.read(file)).get("cases");
            return cases.stream()
                    .<Map<?, ?>>map(golden -> (Map<?, ?>) golden)
                    .filter(golden -> model.equals(golden.get("model")) && kind.equals(golden.get("kind")))
                    .findFirst()
                    .orElseThrow();
        }

        static int[] ids(Object list) {
            return ((List<?>) list)
                    .stream().mapToInt(id -> ((Long) id).intValue()).toArray();
        }
    }
}
