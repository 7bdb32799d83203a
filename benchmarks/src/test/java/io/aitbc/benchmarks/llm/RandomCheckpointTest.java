package io.aitbc.benchmarks.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.aitbc.models.Checkpoint;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.text.model.Decoder;
import io.aitbc.workloads.text.model.Decoders;
import io.aitbc.workloads.text.model.LoadOptions;
import io.aitbc.workloads.text.model.Place;
import io.aitbc.workloads.text.model.Quantization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RandomCheckpointTest {
    private static final ModelShape TINY = new ModelShape("tiny", 2, 64, 4, 2, 96, 160, 128);

    @TempDir
    Path directory;

    @Test
    void a_decoder_opens_it_and_answers_different_numbers_for_different_tokens() throws Exception {
        RandomCheckpoint.write(directory, TINY);
        TorchEngine.start("cpu");
        LoadOptions options = new LoadOptions(Optional.empty(), Quantization.NONE, Device.cpu(), 1 << 20, 1);
        try (Decoder decoder = Decoders.load(directory, options)) {
            assertThat(decoder.facts().architecture()).isEqualTo("Qwen2ForCausalLM");
            assertThat(decoder.facts().weightBytes()).isEqualTo(TINY.weightBytes());
            assertThat((double) decoder.facts().bytesPerToken())
                    .isBetween(TINY.bytesPerToken(Variant.BF16), 1.05 * TINY.bytesPerToken(Variant.BF16));
            Place place = decoder.open(8).orElseThrow();
            float[] first = decoder.prefill(place, new int[] {1, 2, 3}, () -> {});
            float[][] second = {new float[TINY.vocab()]};
            decoder.decode(List.of(place), new int[] {4}, second);
            assertThat(first).isNotEqualTo(second[0]);
            for (float logit : second[0]) {
                assertThat(logit).isFinite().isNotZero();
            }
        }
    }

    @Test
    void the_file_is_as_long_as_its_header_says_and_the_same_each_time() throws Exception {
        RandomCheckpoint.write(directory, TINY);
        byte[] once = Files.readAllBytes(directory.resolve("model.safetensors"));
        RandomCheckpoint.write(directory, TINY);
        assertThat(Files.readAllBytes(directory.resolve("model.safetensors"))).isEqualTo(once);
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            assertThat(checkpoint.tensors().keySet()).isEqualTo(TINY.tensors().keySet());
            assertThat(checkpoint.weightBytes()).isEqualTo(TINY.weightBytes());
        }
    }

    @Test
    void a_disk_with_too_little_room_is_said_before_anything_is_written() throws Exception {
        ModelShape huge = new ModelShape("huge", 1000, 1 << 16, 512, 512, 1 << 18, 1 << 20, 128);
        assertThatThrownBy(() -> RandomCheckpoint.write(directory, huge))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("huge need ")
                .hasMessageContaining("--data");
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
