package io.aitbc.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonConfigTest {
    @TempDir
    Path directory;

    private JsonConfig config(String json) throws IOException, ModelException {
        return JsonConfig.read(Files.writeString(directory.resolve("config.json"), json));
    }

    private static void refused(ThrowingCallable call, String... said) {
        assertThatThrownBy(call).isInstanceOf(ModelException.class).hasMessageContainingAll(said);
    }

    @Test
    void values_are_read_by_name_kind_and_range() throws Exception {
        JsonConfig config =
                config("{\"n\": 7, \"whole\": 64.0, \"x\": 1e-05, \"yes\": true, \"t\": \"silu\", \"none\": null,"
                        + " \"eos\": [1, 2], \"one\": 5, \"o\": {\"k\": 2}, \"names\": [\"a\"]}");
        assertThat(config.requiredInt("n", 1, 10)).isEqualTo(7);
        assertThat(config.requiredInt("whole", 1, 100)).isEqualTo(64);
        assertThat(config.requiredDouble("x", 0, 1)).isEqualTo(1e-5);
        assertThat(config.doubleOr("n", 0, 0, 10)).isEqualTo(7.0);
        assertThat(config.boolOr("yes", false)).isTrue();
        assertThat(config.requiredText("t")).isEqualTo("silu");
        assertThat(config.intOr("none", 3, 0, 5)).isEqualTo(3);
        assertThat(config.intOr("absent", 4, 0, 5)).isEqualTo(4);
        assertThat(config.ints("eos", 0, 9)).containsExactly(1, 2);
        assertThat(config.ints("one", 0, 9)).containsExactly(5);
        assertThat(config.texts("names")).containsExactly("a");
        assertThat(config.object("o").orElseThrow().requiredInt("k", 0, 9)).isEqualTo(2);
        assertThat(config.has("none")).isFalse();
        assertThat(config.unasked()).isEmpty();
    }

    @Test
    void what_is_wrong_is_named_with_its_value_and_the_range() throws Exception {
        JsonConfig config =
                config("{\"n\": -3, \"big\": 99999999999999999999, \"half\": 0.5, \"t\": [], \"o\": {\"k\": \"x\"}}");
        refused(() -> config.requiredInt("n", 1, 9), "/config.json: n is -3, and must be a whole number from 1 to 9");
        refused(() -> config.requiredInt("big", 1, 9), "big is 99999999999999999999");
        refused(() -> config.requiredInt("half", 0, 9), "half is 0.5");
        refused(() -> config.requiredInt("gone", 1, 9), "gone is missing; it must be a whole number from 1 to 9");
        refused(() -> config.requiredText("t"), "t must be text");
        refused(() -> config.object("o").orElseThrow().requiredInt("k", 0, 9), "o.k is x, and must be");
        refused(() -> config.object("n"), "n is -3, and must be an object");
        refused(() -> config.texts("n"), "n is -3, and must be a list");
        refused(() -> config.boolOr("n", true), "n is -3, and must be true or false");
    }

    @Test
    void what_the_code_lacks_is_seen() throws Exception {
        JsonConfig config = config(
                "{\"act\": \"gelu\", \"pretraining_tp\": 2, \"new_trick\": true, \"use_cache\": true, \"x\": null}");
        config.only("absent", "silu");
        config.only("act", "silu", "gelu");
        refused(() -> config.only("act", "silu"), "act is gelu, and must be silu (this miner");
        config.only("pretraining_tp", 2.0);
        refused(() -> config.only("pretraining_tp", 1), "pretraining_tp is 2, and");
        assertThat(config.ignore("use_cache").unasked()).containsExactly("new_trick");
        refused(() -> config.only("new_trick"), "new_trick is true, and is not supported by this miner");
        assertThat(config.unasked()).isEmpty();
    }

    @Test
    void a_file_that_is_no_configuration() throws Exception {
        refused(() -> JsonConfig.read(directory.resolve("config.json")), "config.json cannot be read: it is not there");
        refused(() -> config("[1]"), "must hold a JSON object");
        refused(() -> config("{\"a\":1,\"a\":2}"), "not JSON");
        refused(() -> config("{\"a\":" + "[".repeat(5000)), "not JSON");
        refused(() -> config("\"" + "x".repeat(JsonConfig.MAX_BYTES) + "\""), "more than 1048576 bytes");
        Files.delete(directory.resolve("config.json"));
        Files.createDirectory(directory.resolve("config.json"));
        refused(() -> JsonConfig.read(directory.resolve("config.json")), "is no regular file");
    }

    @Test
    void numbers_as_python_writes_them() throws Exception {
        JsonConfig config = config("{\"least\": -Infinity, \"a\": NaN, \"b\": 1e999}");
        double least = config.requiredDouble("least", Double.NEGATIVE_INFINITY, 0);
        assertThat(least).isEqualTo(Double.NEGATIVE_INFINITY);
        refused(() -> config.requiredDouble("least", -1e300, 0), "least", "a number from");
        refused(() -> config.requiredDouble("a", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), "a number from");
        refused(() -> config.requiredInt("b", 0, Integer.MAX_VALUE), "a whole number from");
    }
}
