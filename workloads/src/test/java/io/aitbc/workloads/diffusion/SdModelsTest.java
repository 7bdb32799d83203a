package io.aitbc.workloads.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.diffusion.net.GuidanceInput;
import io.aitbc.workloads.diffusion.picture.Picture;
import io.aitbc.workloads.diffusion.picture.PictureReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole jobs on real networks: models that are not whole, pictures to go out from, little memory, a checker. */
@Timeout(300)
final class SdModelsTest extends RealJobs {
    @Test
    void goesOutFromAPicture() throws Exception {
        Map<String, @Nullable Object> params = new HashMap<>(Map.of(
                "model",
                "demo-sd",
                "prompt",
                "a red square on a blue background",
                "guidance_scale",
                3L,
                "num_inference_steps",
                20L,
                "seed",
                BigInteger.ONE));
        params.put("height", 64L);
        params.put("width", 64L);
        Workload.Result first = WORK.run(run(params));
        Path picture = first.files().get(1);
        String sha256 = "ab".repeat(32);
        params.remove("height");
        params.remove("width");
        params.put("image", sha256);
        params.put("strength", 0.3);
        TestRun from = run(params);
        from.withInput(sha256, picture);
        Workload.Result near = WORK.run(from);
        assertThat(near.metrics()).containsEntry("steps", 6);
        int[] off = new int[2];
        params.put("strength", 1.0);
        params.put("prompt", "a white triangle on a black background");
        TestRun away = run(params);
        away.withInput(sha256, picture);
        Workload.Result far = WORK.run(away);
        off[0] = mean(
                PictureReader.read(picture), PictureReader.read(near.files().get(1)));
        off[1] =
                mean(PictureReader.read(picture), PictureReader.read(far.files().get(1)));
        assertThat(off[0]).isLessThan(30).isLessThan(off[1]);
        assertThat(WORK.run(from.next()).files().get(1))
                .hasSameBinaryContentAs(near.files().get(1));
    }

    private static int mean(Picture one, Picture other) {
        long sum = 0;
        byte[] ones = one.rgb();
        byte[] others = other.rgb();
        for (int i = 0; i < ones.length; i++) {
            sum += Math.abs((ones[i] & 0xff) - (others[i] & 0xff));
        }
        return (int) (sum / ones.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unet/config.json|\"layers_per_block\": 1|\"layers_per_block\": 2",
                "unet/config.json|\"cross_attention_dim\": 64|\"cross_attention_dim\": 80",
                "unet/config.json|\"time_embedding_type\": \"positional\"|\"time_embedding_type\": \"fourier\"",
                "vae/config.json|\"layers_per_block\": 1|\"layers_per_block\": 2",
                "text_encoder/config.json|\"num_hidden_layers\": 3|\"num_hidden_layers\": 2",
                "text_encoder/config.json|\"hidden_act\": \"quick_gelu\"|\"hidden_act\": \"relu6\"",
                "model_index.json|StableDiffusionPipeline|FluxPipeline",
                "model_index.json|CLIPTextModel|CLIPTextModelWithProjection",
                "text_encoder/config.json|CLIPTextModel|CLIPTextModelWithProjection",
                "model_index.json|AutoencoderKL|AutoencoderTiny",
                "model_index.json|UNet2DConditionModel|UNet2DConditionModel",
            })
    void aModelThatIsNotWholeIsRefusedAndTheNextJobRuns(String file, String from, String to) throws Exception {
        Path models = Files.createDirectory(directory.resolve("models"));
        Path copy = ReferenceModels.copy("tiny-sd", models.resolve("broken"));
        String text = Files.readString(copy.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(copy.resolve(file), text.replace(from, to));
        if (from.equals(to)) {
            Path weights = copy.resolve("unet/diffusion_pytorch_model.safetensors");
            byte[] bytes = Files.readAllBytes(weights);
            Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        }
        TestRun broken = run(small("broken"));
        broken.withModels(models);
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> WORK.run(broken));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(refused.failure().message()).isNotEmpty().doesNotContain(directory.toString());
        assertThat(WORK.run(run(small("tiny-sd"))).primary()).exists();
    }

    @Test
    void partsOfDifferentModelsAreNamed() throws Exception {
        Path models = Files.createDirectory(directory.resolve("models"));
        Path mixed = ReferenceModels.copy("tiny-sd", models.resolve("mixed"));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(
                    ReferenceModels.directory("tiny-sdxl")
                            .resolve("text_encoder")
                            .resolve(file),
                    mixed.resolve("text_encoder").resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        TestRun run = run(small("mixed"));
        run.withModels(models);
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> WORK.run(run));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(refused.failure().message()).contains("states are 32 wide", "the UNet takes 64");
    }

    /** The class that the pipeline names counts, not the one that the configuration was written by. */
    @Test
    void thePipelineNamesTheScheduler() throws Exception {
        Path models = Files.createDirectory(directory.resolve("models"));
        Path copy = ReferenceModels.copy("tiny-sd", models.resolve("named"));
        Path index = copy.resolve("model_index.json");
        Files.writeString(index, Files.readString(index).replace("PNDMScheduler", "DDIMScheduler"));
        TestRun run = run(small("named"));
        run.withModels(models);
        Map<?, ?> output =
                (Map<?, ?>) PlainJson.read(Files.readAllBytes(WORK.run(run).primary()));
        assertThat(output.get("scheduler")).isEqualTo("DDIMScheduler");
    }

    @Test
    void aCancelInTheMiddleOfAStepLeavesTheModelAsItWas() throws Exception {
        Map<String, @Nullable Object> params = small("demo-sd");
        params.put("num_inference_steps", 4L);
        byte[] usual = Files.readAllBytes(WORK.run(run(params)).files().get(1));
        TestRun run = run(params).onProgress(told -> {
            if (told.messages().contains("step 2 of 4")) {
                told.cancelAfter(9); // two before each step, and one before each part of it
            }
        });
        assertThatThrownBy(() -> WORK.run(run)).isInstanceOf(Workload.CanceledException.class);
        assertThat(run.messages()).endsWith("step 2 of 4");
        for (TestRun next : List.of(run(params), run.next())) {
            Workload.Result result = WORK.run(next);
            assertThat(result.files().get(1)).hasBinaryContent(usual);
            assertThat(result.metrics()).containsEntry("load_seconds", 0.0);
        }
    }

    /** A model of the kind that latent consistency is published as. */
    @Test
    void latentConsistencyTakesTheGuidanceAsAnInput() throws Exception {
        Path models = Files.createDirectory(directory.resolve("models"));
        Path copy = ReferenceModels.copy("tiny-sd", models.resolve("consistent"));
        Path index = copy.resolve("model_index.json");
        Files.writeString(
                index,
                Files.readString(index)
                        .replace("StableDiffusionPipeline", "LatentConsistencyModelPipeline")
                        .replace("PNDMScheduler", "LCMScheduler"));
        Map<String, @Nullable Object> params = small("consistent");
        params.remove("num_inference_steps");
        var lacking = catchThrowableOfType(Workload.WorkFailedException.class, () -> run(params, models));
        assertThat(lacking.failure().code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(lacking.failure().message()).contains("time_cond_proj_dim");
        GuidanceInput.into(copy.resolve("unet"), 0.2f);
        Workload.Result usual = run(params, models);
        assertThat(usual.metrics()).containsEntry("steps", 4);
        assertThat(Files.readString(usual.primary())).contains("\"guidance_scale\":8.5,");
        params.put("negative_prompt", "blurry");
        Picture drawn = PictureReader.read(usual.files().get(1));
        assertThat(PictureReader.read(run(params, models).files().get(1)).rgb())
                .as("nobody asks what not to draw")
                .isEqualTo(drawn.rgb());
        params.put("guidance_scale", 2.0);
        assertThat(PictureReader.read(run(params, models).files().get(1)).rgb()).isNotEqualTo(drawn.rgb());
        params.put("image", "ab".repeat(32));
        params.remove("height");
        params.remove("width");
        TestRun from = run(params);
        from.withModels(models).withInput("ab".repeat(32), usual.files().get(1));
        assertThat(WORK.run(from).metrics()).as("strength takes away none").containsEntry("steps", 4);
        params.put("scheduler", "DDIMScheduler");
        TestRun other = run(params);
        other.withModels(models).withInput("ab".repeat(32), usual.files().get(1));
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> WORK.run(other));
        assertThat(refused.failure().message()).startsWith("scheduler must be LCMScheduler");
    }

    private Workload.Result run(Map<String, @Nullable Object> params, Path models) throws Exception {
        TestRun run = run(params);
        return WORK.run(run.withModels(models));
    }

    private static Map<String, @Nullable Object> small(String model) {
        return new HashMap<>(
                Map.of("model", model, "prompt", "x", "num_inference_steps", 1L, "height", 64L, "width", 64L));
    }

    @Test
    void whatIsNoDiffusionModelOrHasNoCheckerIsRefused() throws Exception {
        var words = catchThrowableOfType(Workload.WorkFailedException.class, () -> WORK.run(run(small("demo-llm"))));
        assertThat(words.failure().code()).isEqualTo(FailureCode.E_INVALID);
        TestRun blocking = run(small("tiny-sd"));
        blocking.withSafety(Safety.BLOCK);
        var unchecked = catchThrowableOfType(Workload.WorkFailedException.class, () -> WORK.run(blocking));
        assertThat(unchecked.failure().code()).isEqualTo(FailureCode.E_MODEL);
        TestRun tight = run(small("tiny-sd"));
        tight.withMemory(100L << 20);
        var large = catchThrowableOfType(Workload.WorkFailedException.class, () -> WORK.run(tight));
        assertThat(large.failure().code()).isEqualTo(FailureCode.E_OOM);
    }

    @Test
    void stagesAfterEachOtherGiveTheSamePicture() throws Exception {
        TestRun usual = run(small("tiny-sdxl"));
        Workload.Result expected = WORK.run(usual);
        TestRun tight = run(small("tiny-sdxl"));
        PictureRequest request = PictureRequest.of(tight.params(), tight::input);
        Library.Found found = new ModelLibrary().find(request.model(), tight);
        MemoryNeed need = found.need(PictureTask.of(request, found.layout()));
        tight.withMemory((need.onHost(false, true) + need.onHost(false, false)) / 2);
        assertThat(need.lean()).isLessThan(need.resident());
        assertThat(new SdInfer().run(tight).files().get(1))
                .hasSameBinaryContentAs(expected.files().get(1));
    }

    /**
     * The demo's model with a checker of random weights: what it says is told, and asked for only when it is wanted.
     */
    @Test
    void aModelWithACheckerIsAskedAsTheOwnerWants() throws Exception {
        Path models = Files.createDirectory(directory.resolve("models"));
        Path copy = ReferenceModels.copy("tiny-sd", models.resolve("watched"));
        Path checker = ReferenceModels.directory("tiny-safety");
        for (String part : List.of("safety_checker", "feature_extractor")) {
            copy(checker.resolve(part), copy.resolve(part));
        }
        String index = Files.readString(copy.resolve("model_index.json"));
        String checked = index.replaceFirst(
                "\"safety_checker\": \\[\\s*null,\\s*null",
                "\"safety_checker\": [\"stable_diffusion\", \"StableDiffusionSafetyChecker\"");
        Files.writeString(copy.resolve("model_index.json"), checked);
        var blind = catchThrowableOfType(Workload.WorkFailedException.class, () -> run(small("watched"), models));
        assertThat(blind.failure().code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(blind.failure().message())
                .as("what lies there without being named is not in the digest")
                .contains("feature_extractor names no component");
        Files.writeString(
                copy.resolve("model_index.json"),
                checked.replaceFirst(
                        "\"feature_extractor\": \\[\\s*null,\\s*null",
                        "\"feature_extractor\": [\"transformers\", \"CLIPImageProcessor\""));
        for (Safety safety : Safety.values()) {
            TestRun run = run(small("watched"));
            run.withModels(models);
            run.withSafety(safety);
            Workload.Result result = WORK.run(run);
            assertThat(result.metrics()).containsEntry("safety", safety.word());
            String output = Files.readString(result.primary());
            assertThat(output.contains("\"flagged\":")).isEqualTo(safety != Safety.OFF);
            boolean black = output.contains("\"blocked\":true");
            assertThat(PictureReader.read(result.files().get(1)).at(9, 9, 0) == 0)
                    .isEqualTo(black);
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
