package io.aitbc.benchmarks.sd;

import io.aitbc.benchmarks.llm.RandomCheckpoint;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.clip.TextEncoders;
import io.aitbc.workloads.diffusion.net.Denoisers;
import io.aitbc.workloads.diffusion.vae.Vaes;
import io.aitbc.workloads.engine.tensor.Weight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The networks of Stable Diffusion 1.5 with random weights, each in the directory that a pipeline has it in. */
public enum RandomNet {
    /** 860 million weights, 1.7 GB in bfloat16. */
    UNET("unet", "diffusion_pytorch_model.safetensors"),
    /** 84 million weights. */
    VAE("vae", "diffusion_pytorch_model.safetensors"),
    /** 123 million weights. */
    TEXT("text_encoder", "model.safetensors");

    /** Of the text's states. */
    static final int TEXT_WIDTH = 768;

    private final String directory;
    private final String weights;

    RandomNet(String directory, String weights) {
        this.directory = directory;
        this.weights = weights;
    }

    /** Where it is in a pipeline. */
    public Path in(Path pipeline) {
        return pipeline.resolve(directory);
    }

    private Map<String, Object> config() {
        return switch (this) {
            case UNET ->
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
                        TEXT_WIDTH,
                        "sample_size",
                        64);
            case VAE ->
                Map.of(
                        "_class_name",
                        "AutoencoderKL",
                        "block_out_channels",
                        List.of(128, 256, 512, 512),
                        "down_block_types",
                        Collections.nCopies(4, "DownEncoderBlock2D"),
                        "up_block_types",
                        Collections.nCopies(4, "UpDecoderBlock2D"),
                        "layers_per_block",
                        2,
                        "latent_channels",
                        4,
                        "norm_num_groups",
                        32,
                        "sample_size",
                        512,
                        "scaling_factor",
                        0.18215);
            case TEXT ->
                Map.of(
                        "architectures",
                        List.of("CLIPTextModel"),
                        "model_type",
                        "clip_text_model",
                        "hidden_size",
                        TEXT_WIDTH,
                        "intermediate_size",
                        4 * TEXT_WIDTH,
                        "num_hidden_layers",
                        12,
                        "num_attention_heads",
                        12);
        };
    }

    void write(Path pipeline) throws IOException {
        Map<String, int[]> tensors = new LinkedHashMap<>();
        for (Weight.Slice slice : tensors()) {
            tensors.put(
                    slice.tensor(),
                    slice.shape().stream().mapToInt(Long::intValue).toArray());
        }
        String json = new String(PlainJson.write(config()), StandardCharsets.UTF_8);
        RandomCheckpoint.write(
                Files.createDirectories(in(pipeline)),
                new RandomCheckpoint.Content("Stable Diffusion 1.5", json, weights, tensors));
    }

    private List<Weight.Slice> tensors() {
        try {
            JsonConfig json = JsonConfig.of("config.json", config());
            return switch (this) {
                case UNET -> Denoisers.tensors(json);
                case VAE -> Vaes.tensors(json);
                case TEXT -> TextEncoders.tensors(json);
            };
        } catch (ModelException e) {
            throw new IllegalStateException(e);
        }
    }
}
