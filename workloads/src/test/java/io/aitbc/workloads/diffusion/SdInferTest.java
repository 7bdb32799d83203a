package io.aitbc.workloads.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.diffusion.picture.PictureReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What jobs draw and say. */
@Timeout(60)
final class SdInferTest extends PlainJobs {
    @Test
    void drawsPicturesUnderOneObject() throws Exception {
        TestRun run = run(Map.of("num_images", 2L));
        Workload.Result result = work.run(run);
        Map<?, ?> output = output(result);
        assertThat(Files.readString(result.primary()))
                .startsWith("{\"dtype\":\"float32\",\"guidance_scale\":7.5,\"images\":[{\"file\":\"image-0.png\",")
                .endsWith("\"model\":\"plain\",\"model_digest\":\"" + PlainLibrary.DIGEST
                        + "\",\"num_inference_steps\":10,\"scheduler\":\"PNDMScheduler\","
                        + "\"seed\":18446744073709551615}");
        Map<?, ?> second = (Map<?, ?>) ((List<?>) output.get("images")).get(1);
        assertThat(second.get("width")).isEqualTo(48L);
        assertThat(second.get("seed")).isEqualTo(SMALL.get("seed"));
        assertThat(second.containsKey("flagged")).isFalse();
        Path file = run.directory().resolve("image-1.png");
        assertThat(result.parts()).containsEntry(file, "image/png").hasSize(2);
        assertThat(second.get("sha256"))
                .isEqualTo(HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(Files.readAllBytes(file))));
        assertThat(PictureReader.read(file).height()).isEqualTo(32);
        assertThat(result.modelDigest()).isEqualTo(PlainLibrary.DIGEST);
        assertThat(result.seed()).isEqualTo(SMALL.get("seed"));
        assertThat(run.messages())
                .contains("loading the model", "step 0 of 10", "step 1 of 10", "step 10 of 10", "picture 2 of 2");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("prompt\0a red circle", "seed\00018446744073709551615", "image\0001")
                .doesNotContain(directory.toString());
    }

    @Test
    void givesTheSameBytesEachTimeAndOthersForAnotherSeed() throws Exception {
        Workload.Result first = work.run(run(Map.of()));
        Workload.Result again = work.run(run(Map.of()));
        assertThat(files(again)).isEqualTo(files(first));
        assertThat(output(work.run(run(Map.of("seed", 7L))))).isNotEqualTo(output(first));
        assertThat(library.events).as("it stays warm").containsOnlyOnce("unet loaded");
    }

    @Test
    void measures() throws Exception {
        Map<String, @Nullable Object> metrics =
                work.run(run(Map.of("num_images", 2L))).metrics();
        assertThat(metrics)
                .containsEntry("images", 2)
                .containsEntry("steps", 10)
                .containsEntry("safety", "none")
                .containsEntry("prompt_tokens_dropped", 4)
                .containsKeys("load_seconds", "seconds_per_image", "outside_networks")
                .doesNotContainKeys("cpu_energy_joules", "restored_steps");
        assertThat((Double) metrics.get("steps_per_second")).isBetween(0.999, 1.0);
        assertThat((Double) metrics.get("seconds_per_image")).isBetween(11.0, 11.1);
    }

    @Test
    void guidanceOfAtMostOneRunsTheNetworkOncePerStep() throws Exception {
        work.run(run(Map.of("guidance_scale", 1.0, "negative_prompt", "blurry")));
        assertThat(library.events).contains("predict 1").doesNotContain("predict 2");
        library.events.clear();
        work.run(run(Map.of("guidance_scale", 1.01)));
        assertThat(library.events).contains("predict 2").doesNotContain("predict 1");
    }

    @Test
    void aNetworkThatTakesTheGuidanceIsToldItAndAskedOncePerStep() throws Exception {
        library.takesGuidance = true;
        Map<?, ?> output = output(work.run(run(Map.of("guidance_scale", 8.5, "negative_prompt", "blurry"))));
        assertThat(library.events).contains("predict 1").doesNotContain("predict 2");
        assertThat(library.events).as("the negative prompt is not read").containsOnlyOnce("read 0");
        assertThat(library.lastGuidance).isEqualTo(8.5);
        assertThat(output.get("guidance_scale")).isEqualTo(8.5);
    }

    @Test
    void etaIsTheShareOfFreshNoise() throws Exception {
        List<String> none = files(work.run(run(Map.of("scheduler", "DDIMScheduler", "eta", 0L))));
        assertThat(files(work.run(run(Map.of("scheduler", "DDIMScheduler")))).get(1))
                .as("none is usual")
                .isEqualTo(none.get(1));
        assertThat(files(work.run(run(Map.of("scheduler", "DDIMScheduler", "eta", 0.5))))
                        .get(1))
                .isNotEqualTo(none.get(1));
    }

    @Test
    void clipSkipIsForThePromptAlone() throws Exception {
        work.run(run(Map.of("clip_skip", 1L)));
        assertThat(library.events).contains("read 1", "read 0");
        TestRun run = run(Map.of("clip_skip", 3L));
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().message()).isEqualTo("clip_skip must be at most 2 for this model, got 3");
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void sdxlIsToldSizesAndTakesZerosForNoNegativePrompt() throws Exception {
        library.model = "tiny-sdxl";
        work.run(run(Map.of()));
        assertThat(library.lastTimeIds).containsExactly(32, 48, 0, 0, 32, 48, 32, 48, 0, 0, 32, 48);
        assertThat(library.events.stream().filter("read 0"::equals)).hasSize(2);
        library.events.clear();
        Map<?, ?> output = output(work.run(run(Map.of("negative_prompt", ""))));
        assertThat(library.events.stream().filter("read 0"::equals)).hasSize(4);
        assertThat(output.get("guidance_scale")).isEqualTo(5L);
    }

    @Test
    void theUsualSizeIsTheModels() throws Exception {
        Map<String, @Nullable Object> params =
                new HashMap<>(Map.of("model", "x", "prompt", "", "num_inference_steps", 1L));
        TestRun run = TestRun.of(SdInfer.class, params, directory);
        Map<?, ?> image = (Map<?, ?>) ((List<?>) output(work.run(run)).get("images")).get(0);
        assertThat(image.get("height")).isEqualTo(128L);
        assertThat(image.get("width")).isEqualTo(128L);
    }

    @Test
    void whereMemoryIsShortOneStageMakesRoomForTheNext() throws Exception {
        List<String> usual = files(work.run(run(Map.of())));
        library.events.clear();
        library.limitBytes = 520 * PlainLibrary.MEBIBYTE;
        assertThat(files(work.run(run(Map.of())))).isEqualTo(usual);
        List<String> stages = library.events.stream()
                .filter(event -> event.contains(" loaded") || event.contains(" closed"))
                .toList();
        assertThat(stages)
                .containsSubsequence(
                        "text_encoder loaded", "text_encoder closed", "unet loaded", "unet closed", "vae loaded");
    }

    @Test
    void whatACheckerSaysIsToldOrBlocked() throws Exception {
        library.checked = true;
        Workload.Result kept = work.run(run(Map.of()));
        assertThat(kept.metrics()).containsEntry("safety", "flag");
        assertThat(image(kept)).containsEntry("flagged", false).containsEntry("blocked", false);
        library.objects = true;
        Workload.Result told = work.run(run(Map.of()));
        assertThat(image(told)).containsEntry("flagged", true).containsEntry("blocked", false);
        assertThat(files(told).get(1)).isEqualTo(files(kept).get(1));
        TestRun run = run(Map.of());
        run.withSafety(Safety.BLOCK);
        Workload.Result blocked = work.run(run);
        assertThat(blocked.metrics()).containsEntry("safety", "block");
        assertThat(image(blocked)).containsEntry("flagged", true).containsEntry("blocked", true);
        assertThat(PictureReader.read(blocked.files().get(1)).at(5, 5, 1)).isZero();
        TestRun off = run(Map.of());
        off.withSafety(Safety.OFF);
        Workload.Result unasked = work.run(off);
        assertThat(unasked.metrics()).containsEntry("safety", "off");
        assertThat(image(unasked)).doesNotContainKey("flagged");
    }

    @Test
    void whoWantsPicturesBlockedDrawsNothingWithoutAChecker() throws Exception {
        TestRun run = run(Map.of());
        run.withSafety(Safety.BLOCK);
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_MODEL);
        assertThat(refused.failure().message()).contains("SAFETY=block");
    }

    @Test
    void jobsForOneModelComeOneAfterAnother() throws Exception {
        List<CompletableFuture<Workload.Result>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TestRun run = run(Map.of("seed", (long) i));
            results.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return work.run(run);
                        } catch (Workload.WorkFailedException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        List<String> together = new ArrayList<>();
        for (CompletableFuture<Workload.Result> result : results) {
            together.add(String.valueOf(image(result.get()).get("sha256")));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(image(work.run(run(Map.of("seed", (long) i)))).get("sha256"))
                    .isEqualTo(together.get(i));
        }
        assertThat(library.events).containsOnlyOnce("unet loaded");
    }

    @Test
    void makesRoomForOtherKindsOfWork() throws Exception {
        work.run(run(Map.of()));
        work.makeRoom();
        assertThat(library.events).contains("text_encoder closed", "unet closed", "vae closed", "tokenizer closed");
    }

    @Test
    void goesOutFromAPictureAndTakesNothingElseForOne() throws Exception {
        Workload.Result drawn = work.run(run(Map.of()));
        String sha256 = "0123456789abcdef".repeat(4);
        TestRun run = run(Map.of("image", sha256, "num_images", 2L));
        run.withInput(sha256, drawn.files().get(1));
        Workload.Result result = work.run(run);
        assertThat(library.events).contains("encode");
        assertThat(run.messages()).contains("step 8 of 8");
        assertThat(output(result).get("strength")).isEqualTo(0.8);
        assertThat(files(work.run(run.next()))).isEqualTo(files(result));

        refuses(Map.of("strength", 0.5), run, "strength needs an image");
        refuses(Map.of("image", sha256, "strength", 0.01), run, "strength is 0.01, which leaves none");
        run.withInput(sha256, Files.writeString(directory.resolve("text"), "no picture"));
        refuses(Map.of("image", sha256), run, "image is neither a PNG nor a JPEG file");
        refuses(Map.of("image", "../../etc/passwd"), run, "image must be the SHA-256");
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @ParameterizedTest
    @CsvSource({"HeunDiscreteScheduler", "KDPM2DiscreteScheduler"})
    void stepsOfTwoCallsAreCountedAsTheJobDoes(String scheduler) throws Exception {
        TestRun run = run(Map.of("scheduler", scheduler, "num_inference_steps", 4L));
        Workload.Result drawn = work.run(run);
        assertThat(steps(run))
                .containsExactly(
                        "step 0 of 4",
                        "step 0 of 4",
                        "step 1 of 4",
                        "step 1 of 4",
                        "step 2 of 4",
                        "step 2 of 4",
                        "step 3 of 4",
                        "step 4 of 4");
        String sha256 = "0123456789abcdef".repeat(4);
        TestRun from = run(Map.of("scheduler", scheduler, "num_inference_steps", 4L, "image", sha256, "strength", 0.5));
        from.withInput(sha256, drawn.files().get(1));
        work.run(from);
        assertThat(steps(from)).containsExactly("step 0 of 2", "step 0 of 2", "step 1 of 2", "step 2 of 2");
    }

    private static List<String> steps(TestRun run) {
        return run.messages().stream()
                .filter(message -> message.startsWith("step "))
                .toList();
    }

    private void refuses(Map<String, Object> params, TestRun with, String problem) {
        assertThatThrownBy(() -> {
                    TestRun run = run(params);
                    run.withInputsOf(with);
                    work.run(run);
                })
                .hasMessageContaining(problem);
    }
}
