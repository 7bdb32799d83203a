package io.aitbc.benchmarks.sd;

import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A whole Stable Diffusion 1.5 with random weights in bfloat16, 2.1 GB, as the hub lays it out. */
public final class RandomPipeline {
    private static final List<String> TOKENIZER = List.of("merges.txt", "tokenizer_config.json", "vocab.json");

    private RandomPipeline() {}

    /** @param tokenizer of another model, since speed does not depend on what a prompt's tokens are */
    public static void write(Path directory, Path tokenizer) throws IOException {
        for (RandomNet net : RandomNet.values()) {
            net.write(directory);
        }
        Path tokens = Files.createDirectories(directory.resolve("tokenizer"));
        for (String file : TOKENIZER) {
            Files.copy(tokenizer.resolve(file), tokens.resolve(file));
        }
        Path scheduler = Files.createDirectories(directory.resolve("scheduler"));
        Files.write(
                scheduler.resolve("scheduler_config.json"),
                PlainJson.write(Map.of(
                        "_class_name",
                        "DDIMScheduler",
                        "beta_start",
                        0.00085,
                        "beta_end",
                        0.012,
                        "beta_schedule",
                        "scaled_linear",
                        "clip_sample",
                        false,
                        "set_alpha_to_one",
                        false,
                        "steps_offset",
                        1)));
        Files.write(
                directory.resolve("model_index.json"),
                PlainJson.write(Map.of(
                        "_class_name",
                        "StableDiffusionPipeline",
                        "scheduler",
                        List.of("diffusers", "DDIMScheduler"),
                        "text_encoder",
                        List.of("transformers", "CLIPTextModel"),
                        "tokenizer",
                        List.of("transformers", "CLIPTokenizer"),
                        "unet",
                        List.of("diffusers", "UNet2DConditionModel"),
                        "vae",
                        List.of("diffusers", "AutoencoderKL"))));
    }
}
