package io.aitbc.benchmarks.sd;

import io.aitbc.benchmarks.llm.RandomCheckpoint;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.net.Denoisers;
import io.aitbc.workloads.engine.tensor.Weight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The UNet of Stable Diffusion 1.5 with random weights: 860 million, 1.7 GB in bfloat16. */
public final class RandomUNet {
    private static final Map<String, Object> CONFIG = Map.of(
            "_class_name", "UNet2DConditionModel",
            "block_out_channels", List.of(320, 640, 1280, 1280),
            "layers_per_block", 2,
            "attention_head_dim", 8,
            "cross_attention_dim", 768,
            "sample_size", 64);
    /** Of the text's states. */
    static final int TEXT_WIDTH = 768;

    private RandomUNet() {}

    /** @param directory is there already */
    public static void write(Path directory) throws IOException {
        Map<String, int[]> tensors = new LinkedHashMap<>();
        for (Weight.Slice slice : slices()) {
            tensors.put(
                    slice.tensor(),
                    slice.shape().stream().mapToInt(Long::intValue).toArray());
        }
        String config = new String(PlainJson.write(CONFIG), StandardCharsets.UTF_8);
        RandomCheckpoint.write(
                directory,
                new RandomCheckpoint.Content(
                        "Stable Diffusion 1.5", config, "diffusion_pytorch_model.safetensors", tensors));
    }

    private static List<Weight.Slice> slices() {
        try {
            return Denoisers.tensors(JsonConfig.of("config.json", CONFIG));
        } catch (ModelException e) {
            throw new IllegalStateException(e);
        }
    }
}
