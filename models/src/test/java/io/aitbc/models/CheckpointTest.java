package io.aitbc.models;

import static io.aitbc.models.TestFile.safetensors;
import static io.aitbc.models.TestFile.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class CheckpointTest {
    @TempDir
    Path model;

    @ParameterizedTest
    @FieldSource("io.aitbc.testkit.ReferenceModels#NAMES")
    void reference_models_open_and_their_bytes_are_the_files(String name) throws Exception {
        Path directory = ReferenceModels.directory(name);
        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("model.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int at = 8 + (int) whole.getLong(0);
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(checkpoint.weightBytes()).isEqualTo(whole.limit() - at);
            for (TensorInfo tensor : checkpoint.tensors().values()) { // these files are written in order
                ByteBuffer bytes = checkpoint.bytes(tensor.name());
                assertThat(bytes).isEqualTo(whole.slice(at, (int) tensor.bytes()));
                assertThat(tensor.elements())
                        .isEqualTo(tensor.shape().stream().mapToLong(n -> n).reduce(1, (a, b) -> a * b));
                at += (int) tensor.bytes();
            }
        }
        assertThat(at).isEqualTo(whole.limit());
    }

    @Test
    void what_a_reference_model_holds() throws Exception {
        try (Checkpoint checkpoint = Checkpoint.open(ReferenceModels.directory("tiny-llama-bf16"))) {
            assertThat(checkpoint.tensors()).hasSize(3 * 9 + 3);
            assertThat(checkpoint.tensors().get("model.embed_tokens.weight"))
                    .isEqualTo(
                            new TensorInfo("model.embed_tokens.weight", Dtype.BF16, List.of(356L, 64L), 356 * 64 * 2));
            assertThat(checkpoint.files()).hasSize(1);
            assertThatThrownBy(() -> checkpoint.bytes("lm_tail.weight"))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("tiny-llama-bf16/model.safetensors have no tensor lm_tail.weight");
        }
    }

    @Test
    void bytes_are_little_endian_and_read_only_and_come_in_parts() throws Exception {
        TestFile.model(model);
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            ByteBuffer a = checkpoint.bytes("a");
            assertThat(a.getInt(0)).isEqualTo(0x04030201);
            assertThat(a.isDirect()).isTrue();
            assertThatThrownBy(() -> a.put(0, (byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
            assertThat(checkpoint.bytes("b", 2, 4).getInt()).isEqualTo(0x0e0d0c0b);
            ByteBuffer into = ByteBuffer.allocate(3);
            checkpoint.read("b", 5, into);
            assertThat(into.array()).containsExactly(14, 15, 16);
            assertThatThrownBy(() -> checkpoint.bytes("b", 6, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> checkpoint.bytes("b", -1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> checkpoint.read("b", Long.MAX_VALUE, ByteBuffer.allocate(9)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void a_number_alone_an_empty_tensor_and_blanks_around_the_header_are_fine() throws Exception {
        String header = "{\"__metadata__\":{\"format\":\"pt\",\"note\":\"" + "x".repeat(100_000) + "\"},"
                + tensor("empty", "F32", "[0,9000000000000000000]", 0, 0) + "," + tensor("one", "I64", "[]", 0, 8) + ","
                + tensor("last", "BF16", "[3,0]", 8, 8) + "}      ";
        TestFile.write(model.resolve("model.safetensors"), safetensors(header, 8));
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.tensors().keySet()).containsExactly("empty", "one", "last");
            assertThat(checkpoint.bytes("empty").remaining()).isZero();
            assertThat(checkpoint.bytes("one").getLong()).isEqualTo(0x0807060504030201L);
        }
    }

    @Test
    void files_and_tensors_of_more_than_two_gigabytes() throws Exception {
        long large = (1L << 31) + 100;
        String header = "{" + tensor("large", "U8", "[" + large + "]", 0, large) + ","
                + tensor("small", "F32", "[1]", large, large + 4) + "}";
        byte[] start = safetensors(header, 0);
        Path file = model.resolve("model.safetensors");
        try (FileChannel sparse = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(start), 0);
            sparse.write(ByteBuffer.wrap(new byte[] {42, 1, 2, 3, 4}), start.length + large - 1);
        }
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.weightBytes()).isEqualTo(large + 4);
            assertThat(checkpoint.bytes("small").getInt()).isEqualTo(0x04030201);
            assertThat(checkpoint.bytes("large", large - 1, 1).get()).isEqualTo((byte) 42);
            assertThatThrownBy(() -> checkpoint.bytes("large"))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("2147483748 bytes");
        }
    }

    @Test
    void a_file_that_became_shorter_is_an_error_of_its_reader() throws Exception {
        TestFile.model(model);
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            byte[] whole = Files.readAllBytes(model.resolve("model.safetensors"));
            Files.write(model.resolve("model.safetensors"), Arrays.copyOf(whole, whole.length - 4));
            assertThatThrownBy(() -> checkpoint.read("b", 0, ByteBuffer.allocate(8)))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("became shorter");
        }
    }

    @Test
    void other_names_of_weights_and_the_order_among_them() throws Exception {
        TestFile.model(model);
        Path weights = model.resolve("model.safetensors");
        for (String name : List.of("model.fp16", "diffusion_pytorch_model.fp16", "diffusion_pytorch_model")) {
            Path other = model.resolve(name + ".safetensors");
            Files.move(weights, other);
            try (Checkpoint checkpoint = Checkpoint.open(model)) {
                assertThat(checkpoint.files()).containsExactly(other);
            }
            weights = other;
        }
    }

    @Test
    void without_safetensors_it_says_what_to_do_and_opens_nothing() throws IOException {
        refused("holds no safetensors; download model.safetensors");
        Files.writeString(model.resolve("model.gguf"), "");
        refused("holds no safetensors but model.gguf");
        Files.writeString(model.resolve("pytorch_model.bin"), "");
        refused("pytorch_model.bin", "pickles are programs and are never opened");
        Files.writeString(model.resolve("model-00001-of-00002.safetensors"), "");
        refused("holds model-00001-of-00002.safetensors", "download the index");
        Files.createDirectory(model.resolve("model.safetensors"));
        refused("model.safetensors is no regular file");
    }

    private void refused(String... said) {
        assertThatThrownBy(() -> Checkpoint.open(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(said);
    }
}
