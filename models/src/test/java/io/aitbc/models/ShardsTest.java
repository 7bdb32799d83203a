package io.aitbc.models;

import static io.aitbc.models.TestFile.safetensors;
import static io.aitbc.models.TestFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in several files, with an index. */
final class ShardsTest {
    private static final String ONE = "model-00001-of-00002.safetensors";
    private static final String TWO = "model-00002-of-00002.safetensors";

    @TempDir
    Path model;

    @BeforeEach
    void lay() throws IOException {
        TestFile.write(model.resolve(ONE), safetensors("{" + tensor("a", "U8", "[4]", 0, 4) + "}", 4));
        TestFile.write(
                model.resolve(TWO),
                safetensors("{" + tensor("b", "F32", "[1]", 0, 4) + "," + tensor("c", "U8", "[1]", 4, 5) + "}", 5));
        index("\"a\":\"" + ONE + "\",\"b\":\"" + TWO + "\",\"c\":\"" + TWO + "\"");
    }

    private void index(String map) throws IOException {
        whole("{\"metadata\":{\"total_size\":9,\"x\":[[1]]},\"weight_map\":{" + map + "}}");
    }

    private void whole(String json) throws IOException {
        Files.writeString(model.resolve("model.safetensors.index.json"), json);
    }

    private void refused(String... said) {
        assertThatThrownBy(() -> Checkpoint.open(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(said);
    }

    @Test
    void are_one_checkpoint() throws ModelException {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.tensors().keySet()).containsExactly("a", "b", "c");
            assertThat(checkpoint.files()).containsExactly(model.resolve(ONE), model.resolve(TWO));
            assertThat(checkpoint.weightBytes()).isEqualTo(9);
            assertThat(checkpoint.bytes("c").get()).isEqualTo((byte) 5);
        }
    }

    @Test
    void one_that_is_missing_or_cut_short_is_named() throws IOException {
        byte[] two = Files.readAllBytes(model.resolve(TWO));
        Files.write(model.resolve(TWO), Arrays.copyOf(two, two.length - 1));
        refused(TWO, "cut short");
        Files.delete(model.resolve(TWO));
        refused(TWO + ", which ", "model.safetensors.index.json names, is missing; download it");
    }

    @Test
    void index_and_shards_must_agree() throws IOException {
        index("\"a\":\"" + ONE + "\",\"b\":\"" + TWO + "\"");
        refused(TWO + " holds c", "does not exist");
        index("\"a\":\"" + ONE + "\",\"b\":\"" + TWO + "\",\"c\":\"" + ONE + "\"");
        refused(TWO + " holds c", "lies in " + ONE);
        index("\"a\":\"" + ONE + "\",\"b\":\"" + TWO + "\",\"c\":\"" + TWO + "\",\"d\":\"" + ONE + "\"");
        refused("says that d lies in " + ONE, "and it does not");
        TestFile.write(
                model.resolve(ONE),
                safetensors("{" + tensor("a", "U8", "[3]", 0, 3) + "," + tensor("b", "U8", "[1]", 3, 4) + "}", 4));
        index("\"a\":\"" + ONE + "\",\"b\":\"" + TWO + "\",\"c\":\"" + TWO + "\"");
        refused(ONE + " holds b", "lies in " + TWO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.safetensors",
                "/etc/x.safetensors",
                "a/b.safetensors",
                "a\\\\b.safetensors",
                ".hidden.safetensors",
                "",
                "pytorch_model.bin",
                "a\\u0000.safetensors",
                "\\ud800.safetensors",
                "a\\n.safetensors"
            })
    void a_shard_lies_beside_its_index_under_a_plain_name(String shard) throws IOException {
        index("\"a\":\"" + shard + "\"");
        refused("says that a lies in \"", "no plain name");
    }

    @Test
    void an_index_that_is_none() throws IOException {
        whole("{}");
        refused("names no tensor in a weight_map");
        index("");
        refused("names no tensor");
        whole("[]");
        refused("it must be an object");
        whole("{\"weight_map\":[]}");
        refused("weight_map must be an object");
        whole("{\"weight_map\":{\"a\":1}}");
        refused("a must be text");
        index("\"a\":\"" + ONE + "\",\"a\":\"" + TWO + "\"");
        refused("names a twice");
        whole("{\"weight_map\":{\"a\":\"" + ONE + "\"},\"weight_map\":{}}");
        refused("two weight_maps");
        whole("{\"weight_map\":{\"a\":\"" + "x".repeat(10_000) + "\"}}");
        refused("beyond all sense");
        whole("");
        refused("ends too early");
    }

    @Test
    void one_file_wins_over_an_index() throws Exception {
        TestFile.model(model);
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.files()).containsExactly(model.resolve("model.safetensors"));
        }
    }
}
