package io.aitbc.workloads.diffusion.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.NpyFile;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Autoencoders against what the diffusers library computed. */
final class VaesTest {
    private static final double TOLERANCE = 5e-5;

    @TempDir
    Path scratch;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-sd", "demo-sd"})
    void pictures_and_latents_are_those_of_the_library(String model) throws Exception {
        Path golden = ReferenceModels.directory(model).resolve("golden");
        NpyFile latents = NpyFile.read(golden.resolve("vae_latents.npy"));
        NpyFile decoded = NpyFile.read(golden.resolve("vae_decoded.npy"));
        NpyFile image = NpyFile.read(golden.resolve("vae_encode_input.npy"));
        NpyFile moments = NpyFile.read(golden.resolve("vae_encode_mean_logvar.npy"));
        try (Vae vae = load(ReferenceModels.directory(model).resolve("vae"), TorchType.FLOAT32, 1024)) {
            int[] shape = latents.shape();
            assertThat(vae.facts().latentChannels()).isEqualTo(shape[1]);
            assertThat(vae.facts().scale()).isEqualTo(decoded.shape()[2] / shape[2]);
            float[] pictures = vae.decode(latents.values(), shape[0], shape[2], shape[3], VaesTest::never);
            assertThat(NpyFile.distance(pictures, decoded.values())).isLessThan(TOLERANCE);
            assertThat(vae.decode(latents.values(), shape[0], shape[2], shape[3], VaesTest::never))
                    .containsExactly(pictures);
            Moments encoded = vae.encode(image.row(0), image.shape()[2], image.shape()[3], VaesTest::never);
            assertThat(NpyFile.distance(joined(encoded), moments.row(0))).isLessThan(TOLERANCE);
        }
    }

    @Test
    void names_of_older_checkpoints_are_understood() throws Exception {
        Path directory = ReferenceModels.directory("tiny-vae-oldnames");
        try (Vae vae = load(directory, TorchType.FLOAT32, 1024)) {
            float[] picture =
                    vae.decode(NpyFile.read(directory.resolve("latents.npy")).values(), 1, 8, 12, VaesTest::never);
            NpyFile decoded = NpyFile.read(directory.resolve("decoded.npy"));
            assertThat(NpyFile.distance(picture, decoded.values())).isLessThan(TOLERANCE);
        }
    }

    @Test
    void tiles_of_a_large_picture_meet_as_the_librarys_do() throws Exception {
        Path golden = ReferenceModels.directory("vae-tiles");
        NpyFile latents = NpyFile.read(golden.resolve("latents.npy"));
        NpyFile decoded = NpyFile.read(golden.resolve("decoded.npy"));
        NpyFile moments = NpyFile.read(golden.resolve("moments.npy"));
        try (Vae vae = load(ReferenceModels.directory("demo-sd").resolve("vae"), TorchType.FLOAT32, 94)) {
            float[] picture = vae.decode(latents.values(), 1, 20, 28, VaesTest::never);
            assertThat(NpyFile.distance(picture, decoded.values())).isLessThan(TOLERANCE);
            float[] cut = decoded.values().clone();
            for (int at = 0; at < cut.length; at++) {
                cut[at] = Math.max(-1, Math.min(1, cut[at]));
            }
            Moments encoded = vae.encode(cut, 80, 112, VaesTest::never);
            assertThat(NpyFile.distance(joined(encoded), moments.values())).isLessThan(TOLERANCE);
        }
        try (Vae vae = load(ReferenceModels.directory("demo-sd").resolve("vae"), TorchType.FLOAT32, 95)) {
            float[] whole = vae.decode(latents.values(), 1, 20, 28, VaesTest::never);
            assertThat(NpyFile.distance(whole, decoded.values())).isGreaterThan(0.1);
        }
    }

    @Test
    void bfloat16_comes_close_and_float16_becomes_float32() throws Exception {
        Path golden = ReferenceModels.directory("tiny-sd").resolve("golden");
        NpyFile latents = NpyFile.read(golden.resolve("vae_latents.npy"));
        NpyFile decoded = NpyFile.read(golden.resolve("vae_decoded.npy"));
        Path directory = ReferenceModels.directory("tiny-sd").resolve("vae");
        try (Vae vae = load(directory, TorchType.BFLOAT16, 1024)) {
            int[] shape = latents.shape();
            float[] pictures = vae.decode(latents.values(), shape[0], shape[2], shape[3], VaesTest::never);
            assertThat(NpyFile.distance(pictures, decoded.values())).isLessThan(0.1);
        }
        try (Vae vae = load(directory, TorchType.FLOAT16, 1024)) {
            assertThat(vae.facts().type()).isEqualTo(TorchType.FLOAT32);
        }
    }

    @Test
    void a_cancel_waits_for_a_part_only_and_leaves_nothing_behind() throws Exception {
        Path golden = ReferenceModels.directory("tiny-sd").resolve("golden");
        NpyFile latents = NpyFile.read(golden.resolve("vae_latents.npy"));
        int[] shape = latents.shape();
        try (Vae vae = load(ReferenceModels.directory("tiny-sd").resolve("vae"), TorchType.FLOAT32, 1024)) {
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() -> vae.decode(latents.values(), shape[0], shape[2], shape[3], () -> {
                        if (asked.incrementAndGet() == 3) {
                            throw new CancellationException("enough");
                        }
                    }))
                    .isInstanceOf(CancellationException.class);
            float[] picture = vae.decode(latents.row(0), 1, shape[2], shape[3], VaesTest::never);
            NpyFile decoded = NpyFile.read(golden.resolve("vae_decoded.npy"));
            assertThat(NpyFile.distance(picture, decoded.row(0))).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"shift_factor\": null', '\"shift_factor\": 0.1', shift_factor",
        "'\"latents_mean\": null', '\"latents_mean\": [0.1]', latents_mean",
        "'\"latents_std\": null', '\"latents_std\": [0.1]', latents_std",
        "'\"act_fn\": \"silu\"', '\"act_fn\": \"mish\"', act_fn",
        "'\"_class_name\": \"AutoencoderKL\"', '\"_class_name\": \"AsymmetricAutoencoderKL\"', _class_name",
        "'\"DownEncoderBlock2D\"', '\"AttnDownEncoderBlock2D\"', down_block_types",
        "'\"norm_num_groups\": 32', '\"norm_num_groups\": 33', norm_num_groups",
        "'\"use_quant_conv\": true', '\"use_quant_conv\": false', quant_conv",
        "'\"mid_block_add_attention\": true', '\"mid_block_add_attention\": false', mid_block.attentions",
        "'\"layers_per_block\": 1', '\"layers_per_block\": 2', resnets",
        "'\"latent_channels\": 4', '\"latent_channels\": 16', conv_in",
    })
    void what_a_configuration_asks_for_and_nobody_has_is_named(String from, String to, String naming) throws Exception {
        Path directory = Files.createDirectory(scratch.resolve("vae"));
        Path model = ReferenceModels.directory("tiny-sd").resolve("vae");
        Files.copy(
                model.resolve("diffusion_pytorch_model.safetensors"),
                directory.resolve("diffusion_pytorch_model.safetensors"));
        String text = Files.readString(model.resolve("config.json"));
        assertThat(text).contains(from);
        Files.writeString(directory.resolve("config.json"), text.replace(from, to));
        assertThatThrownBy(() -> load(directory, TorchType.FLOAT32, 1024))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(naming);
    }

    @Test
    void sizes_that_do_not_fit_are_refused() throws Exception {
        try (Vae vae = load(ReferenceModels.directory("tiny-sd").resolve("vae"), TorchType.FLOAT32, 1024)) {
            assertThatThrownBy(() -> vae.decode(new float[5], 1, 1, 1, VaesTest::never))
                    .hasMessageContaining("5 latents");
            assertThatThrownBy(() -> vae.encode(new float[3 * 9 * 8], 9, 8, VaesTest::never))
                    .hasMessageContaining("multiples");
            assertThat(vae.facts().memory().bytes(512, 512)).isBetween(1L << 20, 1L << 30);
        }
    }

    private static Vae load(Path directory, TorchType type, int tileAbove) throws ModelException {
        return Vaes.load(directory, new VaeOptions(new NetOptions(Optional.of(type), Device.cpu()), tileAbove));
    }

    /** Is not canceled. */
    private static void never() {}

    private static float[] joined(Moments moments) {
        float[] both = Arrays.copyOf(moments.mean(), 2 * moments.mean().length);
        System.arraycopy(moments.logVariance(), 0, both, moments.mean().length, moments.mean().length);
        return both;
    }
}
