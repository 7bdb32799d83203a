package io.aitbc.workloads.diffusion.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.models.JsonConfig;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The prediction against what processes with the runner's options were measured to take. */
final class DenoiserMemoryTest {
    private static final int MEGABYTE = 1_000_000;

    private static DenoiserMemory memory(TorchType type, boolean onCard) throws Exception {
        UNetConfig config = UNetConfigs.read(JsonConfig.of(
                "config.json",
                Map.of(
                        "_class_name",
                        "UNet2DConditionModel",
                        "block_out_channels",
                        List.of(320, 640, 1280, 1280),
                        "layers_per_block",
                        2,
                        "attention_head_dim",
                        8,
                        "cross_attention_dim",
                        768,
                        "sample_size",
                        64)));
        return new DenoiserMemory(config, UNetLayout.of(config), type, onCard);
    }

    /** Of Stable Diffusion 1.5 with guidance; the peak of two calls beside what the process held before them. */
    @ParameterizedTest
    @CsvSource({
        "BFLOAT16,256,128",
        "BFLOAT16,512,353",
        "BFLOAT16,768,755",
        "BFLOAT16,1024,1228",
        "FLOAT32,256,171",
        "FLOAT32,512,492"
    })
    void isAboveWhatWasMeasuredAndNotFarAbove(TorchType type, int side, long megabytes) throws Exception {
        assertThat(memory(type, false).bytes(2, side / 8, side / 8) / MEGABYTE)
                .isBetween(megabytes, megabytes * 17 / 10);
    }

    @Test
    void growsWithRowsPixelsAndTypesAndIsOddWhereSidesAre() throws Exception {
        DenoiserMemory memory = memory(TorchType.BFLOAT16, false);
        assertThat(memory.bytes(1, 64, 64)).isLessThan(memory.bytes(2, 64, 64));
        assertThat(memory.bytes(2, 64, 64)).isLessThan(memory.bytes(2, 65, 64));
        assertThat(memory.bytes(1, 64, 64))
                .isLessThan(memory(TorchType.FLOAT32, false).bytes(1, 64, 64));
        assertThat(memory.bytes(2, 512, 512)).isBetween(4L << 30, 32L << 30);
        assertThat(memory(TorchType.FLOAT16, true).bytes(2, 64, 64)).isLessThan(memory.bytes(2, 64, 64));
    }
}
