package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.Rewritten;
import io.aitbc.workloads.ZeroModel;
import io.aitbc.workloads.text.model.Variants;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are damaged or lie, in one real runner: each is named and given back, and the next job is done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class LlmWrongModelTest {
    private static final String GOOD = "tiny-llama";
    private static final Map<String, @Nullable Object> JOB =
            Map.of("prompt_token_ids", List.of(4L, 84L, 105L, 55L, 11L, 39L, 29L), "max_new_tokens", 8L);

    private Path models;
    private Map<?, ?> undisturbed;

    @AutoClose
    private LiveRunner runner;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        models = Files.createDirectory(directory.resolve("models"));
        ReferenceModels.copy(GOOD, models.resolve(GOOD));
        runner = new LiveRunner(directory, models, 1);
        undisturbed = runner.output("llm_gen", on(GOOD));
    }

    private static Map<String, @Nullable Object> on(String model) {
        Map<String, @Nullable Object> params = new HashMap<>(JOB);
        params.put("model", model);
        return params;
    }

    @AfterEach
    void theNextJobIsDone() throws Exception {
        assertThat(runner.output("llm_gen", on(GOOD))).isEqualTo(undisturbed);
    }

    private Path copy(String name) {
        return ReferenceModels.copy(GOOD, models.resolve(name));
    }

    private void refused(String model, String naming) throws Exception {
        Failure failure = runner.failure("llm_gen", on(model));
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_MODEL);
        assertThat(failure.code().givesBack()).isTrue();
        assertThat(failure.message()).contains(naming).doesNotContain(models.toString());
    }

    @Test
    void aModelThatIsNotHere() throws Exception {
        refused("org/nothing", "no model org/nothing");
    }

    @Test
    void aShardThatIsMissingOrCutShort() throws Exception {
        Path missing = copy("missing");
        Rewritten.of(missing).writeShards(missing, 3);
        Files.delete(missing.resolve("model-00002-of-00003.safetensors"));
        refused("missing", "model-00002-of-00003.safetensors");

        Path cut = copy("cut");
        Rewritten.of(cut).writeShards(cut, 3);
        Path shard = cut.resolve("model-00003-of-00003.safetensors");
        byte[] whole = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(whole, whole.length - 1));
        refused("cut", "it is cut short or damaged");
    }

    @ParameterizedTest
    @CsvSource({"9999999999, 9999999999 bytes", "-1, 18446744073709551615 bytes", "1, 1 bytes"})
    void aHeaderThatLiesAboutItsLength(long length, String naming) throws Exception {
        Path file = copy("length" + length).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
        Files.write(file, bytes);
        refused("length" + length, naming);
    }

    @Test
    void aHeaderThatLiesAboutItsTensors() throws Exception {
        lying("beyond", header -> header.replaceFirst("\"data_offsets\":\\[\\d+,", "\"data_offsets\":[9999999999,"));
        refused("beyond", "and the file has");
        lying("twice", header -> header.replace("model.layers.1.", "model.layers.0."));
        refused("twice", "twice");
        lying("overlap", LlmWrongModelTest::overlapping);
        refused("overlap", "overlaps");
        lying("text", header -> header.substring(0, header.length() / 2));
        refused("text", "is not JSON");
    }

    /** Every tensor of a norm lies where the first of them does. */
    private static String overlapping(String header) {
        String first =
                header.replaceAll("(?s).*?input_layernorm.weight\":\\{[^}]*\"data_offsets\":(\\[\\d+,\\d+]).*", "$1");
        return header.replaceAll("(layernorm.weight\":\\{[^}]*\"data_offsets\":)\\[\\d+,\\d+]", "$1" + first);
    }

    private void lying(String name, UnaryOperator<String> lie) throws Exception {
        Path file = copy(name).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(bytes, Long.BYTES, length, StandardCharsets.UTF_8);
        String plain = header.replace(" ", "");
        String changed = lie.apply(plain);
        assertThat(changed).isNotEqualTo(plain);
        byte[] json = changed.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        all.writeBytes(json);
        all.write(bytes, Long.BYTES + length, bytes.length - Long.BYTES - length);
        Files.write(file, all.toByteArray());
    }

    @ParameterizedTest
    @CsvSource({
        "hidden_size, 1e300",
        "hidden_size, 131072",
        "num_hidden_layers, 1000000000",
        "num_attention_heads, 0",
        "intermediate_size, -1",
        "vocab_size, 4194304",
        "max_position_embeddings, 1e18",
        "rope_theta, 0",
    })
    void aConfigurationWithAbsurdNumbers(String key, double number) throws Exception {
        String name = key + number;
        Variants.config(GOOD, models.resolve(name), Map.of(key, number));
        boolean possible = number == 131_072 || number == 4_194_304; // and then not what the weights are
        refused(name, possible ? "the shape" : key);
    }

    @Test
    void aTokenizerThatKnowsMoreThanTheModel() throws Exception {
        new ZeroModel(64, 64, 1, 300, "F32").write(models.resolve("fewer"));
        refused("fewer", "they do not belong together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[1]",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":99999999999},\"merges\":[]}}",
                "{\"model\":{\"type\":\"No such\",\"vocab\":{\"a\":0}}}",
                "{\"version\":\"1.0\",\"added_tokens\":[{\"id\":7}],\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}",
                "{\"version\":\"1.0\",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[\"b\",\"c\"]]}}",
                "{\"version\":\"1.0\",\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(((\"},"
                        + "\"behavior\":\"Isolated\",\"invert\":false},\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[]}}"
            })
    void aTokenizerThatIsNone(String json) throws Exception {
        String name = "tokenizer" + Integer.toHexString(json.hashCode());
        Files.writeString(copy(name).resolve("tokenizer.json"), json);
        refused(name, "token");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void weightsThatAreNoNumbers(float bad) throws Exception {
        String name = "bad" + bad;
        Path model = copy(name);
        Rewritten tensors = Rewritten.of(model);
        tensors.bytes("model.layers.1.mlp.up_proj.weight").putFloat(400, bad);
        tensors.write(model);
        refused(name, "model.layers.1.mlp.up_proj.weight holds NaN or infinity");
    }

    /** Every weight is a number, and at the tenth place of a text the arithmetic overflows. */
    @Test
    void logitsThatAreNoNumbersInTheMiddleOfAText() throws Exception {
        Path model = ReferenceModels.copy("tiny-gpt2", models.resolve("overflow"));
        Rewritten tensors = Rewritten.of(model);
        String positions = "transformer.wpe.weight";
        int width = tensors.info(positions).shape().get(1).intValue();
        for (int at = 0; at < width; at++) {
            tensors.bytes(positions)
                    .putFloat(4 * (9 * width + at), at < width / 2 ? Float.MAX_VALUE : -Float.MAX_VALUE);
        }
        tensors.write(model);
        Map<String, @Nullable Object> three = on("overflow");
        three.put("max_new_tokens", 3L);
        assertThat((List<?>) runner.output("llm_gen", three).get("token_ids")).hasSize(3);
        Failure failure = runner.failure("llm_gen", on("overflow"));
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_OUTPUT);
        assertThat(failure.message()).contains("not a number, or infinite");
    }

    @Test
    void aPromptLongerThanTheContextAndTokensThatAreNone() throws Exception {
        Map<String, @Nullable Object> params = on(GOOD);
        params.put("prompt_token_ids", Collections.nCopies(4000, 5L));
        Failure failure = runner.failure("llm_gen", params);
        assertThat(failure.code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(failure.field()).isEqualTo("prompt_token_ids");
        assertThat(failure.message()).contains("has 4000 tokens");
        params.put("prompt_token_ids", List.of(100_000L));
        assertThat(runner.failure("llm_gen", params).code()).isEqualTo(FailureCode.E_INVALID);
    }
}
