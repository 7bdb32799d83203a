package io.aitbc.workloads.diffusion.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.NpyFile;
import io.aitbc.workloads.Rewritten;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Configurations and checkpoints as they are published, and broken ones. */
final class UNetFilesTest {
    private static final NetOptions FLOAT32 = new NetOptions(Optional.of(TorchType.FLOAT32), Device.cpu());

    @TempDir
    Path temp;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "_class_name | \"UNet2DModel\"",
                "act_fn | \"gelu\"",
                "addition_embed_type | \"image\"",
                "attention_head_dim | 5",
                "attention_head_dim | [8, 8, 8]",
                "attention_type | \"gated\"",
                "block_out_channels | [32, -64]",
                "block_out_channels | [32, 48]",
                "block_out_channels | [32]",
                "center_input_sample | true",
                "class_embed_type | \"timestep\"",
                "conv_in_kernel | 5",
                "cross_attention_dim | [64, 32]",
                "cross_attention_norm | \"layer_norm\"",
                "down_block_types | [\"CrossAttnDownBlock2D\", \"AttnDownBlock2D\"]",
                "down_block_types | [\"CrossAttnDownBlock2D\"]",
                "dual_cross_attention | true",
                "encoder_hid_dim | 4096",
                "freq_shift | 1e9",
                "layers_per_block | 0",
                "layers_per_block | 1000000",
                "mid_block_type | \"UNetMidBlock2DSimpleCrossAttn\"",
                "mid_block_scale_factor | 2",
                "norm_num_groups | 0",
                "num_attention_heads | 8",
                "num_class_embeds | 10",
                "only_cross_attention | true",
                "quantization_config | {\"bits\": 4}",
                "resnet_out_scale_factor | 0.5",
                "resnet_skip_time_act | true",
                "resnet_time_scale_shift | \"scale_shift\"",
                "reverse_transformer_layers_per_block | [[1, 1], [1, 1]]",
                "sample_size | [64, 96]",
                "time_cond_proj_dim | 2",
                "time_cond_proj_dim | 255",
                "time_embedding_type | \"fourier\"",
                "timestep_post_act | \"silu\"",
                "transformer_layers_per_block | [[1], [2]]",
                "up_block_types | [\"UpBlock2D\", \"AttnUpBlock2D\"]",
                "what_the_next_version_brings | 1"
            })
    void what_the_script_lacks_is_refused_by_name(String key, String value) throws Exception {
        Path unet = copy("refused");
        Map<String, Object> config = config(unet);
        config.put(key, PlainJson.read(value.getBytes(StandardCharsets.UTF_8)));
        Files.write(unet.resolve("config.json"), PlainJson.write(config));
        Files.write(unet.resolve("diffusion_pytorch_model.safetensors"), new byte[] {1}); // is not looked at
        refused(() -> Denoisers.load(unet, FLOAT32), key);
    }

    /** Files of the first versions have few keys; what they leave out means what it meant then. */
    @Test
    void old_configurations_have_fewer_keys() throws Exception {
        Path unet = copy("old");
        Map<String, Object> config = config(unet);
        config.keySet()
                .retainAll(List.of(
                        "_class_name",
                        "_diffusers_version",
                        "act_fn",
                        "attention_head_dim",
                        "block_out_channels",
                        "center_input_sample",
                        "cross_attention_dim",
                        "down_block_types",
                        "downsample_padding",
                        "flip_sin_to_cos",
                        "freq_shift",
                        "in_channels",
                        "layers_per_block",
                        "mid_block_scale_factor",
                        "norm_eps",
                        "norm_num_groups",
                        "out_channels",
                        "sample_size",
                        "up_block_types"));
        Files.write(unet.resolve("config.json"), PlainJson.write(config));
        Reference reference = new Reference("tiny-sd");
        try (Denoiser denoiser = Denoisers.load(unet, FLOAT32);
                Conditions conditions = reference.conditions(denoiser)) {
            assertThat(NpyFile.distance(reference.predict(denoiser, conditions, 500), reference.expected(500)))
                    .isLessThan(2.3e-5);
        }
    }

    @Test
    void a_missing_tensor_is_named() throws Exception {
        Path unet = copy("missing");
        Rewritten.of(unet).without("mid_block.attentions.0.proj_in.bias").write(unet);
        refused(() -> Denoisers.load(unet, FLOAT32), "mid_block.attentions.0.proj_in.bias");
    }

    @Test
    void a_tensor_that_the_network_would_not_use_is_named() throws Exception {
        Path unet = copy("extra");
        Rewritten tensors = Rewritten.of(unet);
        tensors.with("conv_in.lora.weight", tensors.info("conv_in.bias"), tensors.bytes("conv_in.bias"))
                .write(unet);
        refused(() -> Denoisers.load(unet, FLOAT32), "conv_in.lora.weight");
    }

    @Test
    void a_shape_that_the_configuration_does_not_give_is_named() throws Exception {
        Path unet = copy("shape");
        Map<String, Object> config = config(unet);
        config.put("use_linear_projection", true);
        Files.write(unet.resolve("config.json"), PlainJson.write(config));
        refused(() -> Denoisers.load(unet, FLOAT32), "proj_in.weight");
    }

    @Test
    void numbers_that_are_none_are_refused() throws Exception {
        Path unet = copy("nan");
        Rewritten tensors = Rewritten.of(unet);
        tensors.bytes("up_blocks.0.resnets.1.conv2.weight").putFloat(400, Float.NaN);
        tensors.write(unet);
        refused(() -> Denoisers.load(unet, FLOAT32), "up_blocks.0.resnets.1.conv2.weight");
    }

    /** The published count of Stable Diffusion 1.x is some 340 thousand million multiplications without attention. */
    @Test
    void operations_are_counted_from_the_shapes() throws Exception {
        Map<String, Object> json = new HashMap<>();
        json.put("cross_attention_dim", 768);
        UNetConfig config = UNetConfigs.read(JsonConfig.of("config.json", json));
        UNetWork work = new UNetWork(config, UNetLayout.of(config));
        assertThat(work.flops(1, 64, 64)).isBetween(7.5e11, 8.5e11);
        assertThat(work.flops(2, 64, 64)).isEqualTo(2 * work.flops(1, 64, 64));
        assertThat(work.flops(1, 32, 32)).isBetween(work.flops(1, 64, 64) / 5, work.flops(1, 64, 64) / 4);
        assertThat(new UNetWeights(config)
                        .all(UNetLayout.of(config)).stream()
                                .flatMap(weight -> weight.slices().stream())
                                .mapToLong(slice -> slice.shape().stream().reduce(1L, (a, b) -> a * b))
                                .sum())
                .isEqualTo(859_520_964L); // as its authors say: 860 million
    }

    private Path copy(String name) throws Exception {
        Path copy = Files.createDirectory(temp.resolve(name));
        for (String file : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
            Files.copy(new Reference("tiny-sd").unet().resolve(file), copy.resolve(file));
        }
        return copy;
    }

    private static Map<String, Object> config(Path unet) throws Exception {
        Map<String, Object> config = new HashMap<>();
        ((Map<?, ?>) PlainJson.read(Files.readAllBytes(unet.resolve("config.json"))))
                .forEach((key, value) -> config.put((String) key, value));
        return config;
    }

    private static void refused(ThrowingCallable load, String naming) {
        assertThatThrownBy(load)
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.E_MODEL))
                .hasMessageContaining(naming);
    }
}
