package io.aitbc.models;

import static io.aitbc.models.TestFile.safetensors;
import static io.aitbc.models.TestFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One safetensors file whose header is not true. */
final class LyingHeaderTest {
    @TempDir
    Path model;

    private void refused(byte[] file, String... said) throws IOException {
        TestFile.write(model.resolve("model.safetensors"), file);
        assertThatThrownBy(() -> Checkpoint.open(model))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.E_MODEL))
                .hasMessageContainingAll(said)
                .hasMessageContaining("model.safetensors")
                .hasMessageNotContaining(model.getParent().toString());
    }

    private void refused(String header, int data, String... said) throws IOException {
        refused(safetensors(header, data), said);
    }

    @ParameterizedTest
    @CsvSource({
        "9, too large by one",
        "10000000000, ten gigabytes",
        "100000001, more than is believed",
        "-1, as large as can be",
        "-9223372036854775808, negative",
        "0, nothing",
        "1, too short"
    })
    void a_length_that_cannot_be(long length, String what) throws IOException {
        byte[] json = "{}      ".getBytes(StandardCharsets.US_ASCII);
        refused(safetensors(length, json, 0), "says that its header has " + Long.toUnsignedString(length) + " bytes");
        assertThat(what).isNotEmpty();
    }

    @Test
    void a_file_without_a_header() throws IOException {
        refused(new byte[0], "has 0 bytes");
        refused(new byte[] {1, 2, 3}, "has 3 bytes");
        refused(
                "<!DOCTYPE html><html>not found</html>".getBytes(StandardCharsets.US_ASCII),
                "says that its header has");
    }

    @Test
    void a_header_that_is_no_json() throws IOException {
        refused("{\"a\":", 0, "ends too early");
        refused("{\"a\" 1}", 0, "is not JSON, at character");
        refused("[]", 0, "it must be an object");
        refused("{" + tensor("a", "U8", "[1]", 0, 1) + "} x", 1, "is not JSON");
        refused("{" + tensor("a", "U8", "[1]", 0, 1) + "} {}", 1, "goes on after its end");
        refused(safetensors(4, new byte[] {'{', '"', (byte) 0xff, '"'}, 0), "the header is not UTF-8");
        refused("{\"a\":" + "[".repeat(20_000), 0, "a must be an object");
        refused("{\"__metadata__\":{\"a\":" + "[".repeat(20_000), 0, "__metadata__.a must be text");
        refused("{\"" + "n".repeat(100_000) + "\":{}}", 0, "beyond all sense");
    }

    @Test
    void names_that_come_twice() throws IOException {
        String a = tensor("a", "U8", "[1]", 0, 1);
        refused("{" + a + "," + tensor("a", "U8", "[1]", 1, 2) + "}", 2, "names a twice");
        refused("{\"__metadata__\":{},\"__metadata__\":{}," + a + "}", 1, "names __metadata__ twice");
        refused("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}", 0, "names a.dtype twice");
    }

    @Test
    void fields_that_are_missing_or_strange() throws IOException {
        refused("{\"a\":{}}", 0, "must have dtype, shape and two data_offsets");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1, "two data_offsets");
        refused("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}", 1, "more than 2 numbers");
        refused("{\"a\":{\"dtype\":\"U8\",\"extra\":1}}", 1, "a field extra");
        refused("{\"a\":{\"dtype\":\"C64\"}}", 1, "the dtype C64");
        refused("{\"a\":{\"dtype\":7}}", 1, "a.dtype must be text");
        refused("{\"a\":{\"shape\":{}}}", 1, "a.shape must be a list");
        refused("{\"a\":{\"shape\":[1,1,1,1,1,1,1,1,1]}}", 1, "more than 8 numbers");
        refused("{}", 0, "holds no tensor");
        refused("{\"__metadata__\":{\"format\":\"flax\"}}", 0, "laid out for flax");
        refused("{\"__metadata__\":{\"format\":1}}", 0, "__metadata__.format must be text");
    }

    @ParameterizedTest
    @CsvSource({"-1", "1.5", "1e3", "\"1\"", "null", "true", "[]", "9223372036854775808", "1e400"})
    void numbers_that_are_no_sizes(String number) throws IOException {
        String said = number.equals("[]") ? "holds no number" : "where a whole number";
        refused("{" + tensor("a", "U8", "[" + number + "]", 0, 1) + "}", 1, said);
        refused("{\"a\":{\"data_offsets\":[0," + number + "]}}", 1, said);
    }

    @Test
    void numbers_that_overflow() throws IOException {
        refused("{" + tensor("a", "F32", "[4611686018427387904,4]", 0, 4) + "}", 4, "larger than any memory");
        refused("{" + tensor("a", "U8", "[4294967296,4294967296]", 0, 0) + "}", 0, "larger than any memory");
        refused("{" + tensor("a", "U8", "[1]", 0, Long.MAX_VALUE) + "}", 1, "lies at 0 to 9223372036854775807");
        refused("{" + tensor("a", "U8", "[1]", Long.MAX_VALUE, Long.MAX_VALUE) + "}", 1, "cut short or damaged");
    }

    @Test
    void places_that_cannot_be() throws IOException {
        refused("{" + tensor("a", "U8", "[2]", 0, 2) + "}", 1, "lies at 0 to 2", "the file has 1 bytes of tensors");
        refused("{" + tensor("a", "U8", "[1]", 1, 0) + "}", 1, "lies at 1 to 0");
        refused("{" + tensor("a", "F32", "[2,3]", 0, 23) + "}", 23, "needs 24 bytes and is given 23");
    }

    @Test
    void bytes_that_belong_to_two_or_to_none() throws IOException {
        String a = tensor("a", "U8", "[4]", 0, 4);
        refused("{" + a + "," + tensor("b", "U8", "[4]", 3, 7) + "}", 7, "b overlaps a");
        refused("{" + a + "," + tensor("b", "U8", "[4]", 0, 4) + "}", 4, "overlaps");
        refused("{" + a + "," + tensor("b", "U8", "[4]", 5, 9) + "}", 9, "b leaves a hole after a");
        refused("{" + tensor("a", "U8", "[4]", 1, 5) + "}", 5, "a leaves a hole after the header");
        refused("{" + a + "}", 5, "goes on for 1 bytes after its last tensor, a");
    }

    @Test
    void a_file_cut_short_at_every_byte() throws IOException {
        byte[] whole = Files.readAllBytes(TestFile.model(model).resolve("model.safetensors"));
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length), "download it again");
        }
    }
}
