package io.aitbc.workloads.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.port.Workload;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.TestRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be done, what breaks, and who dies in the middle. */
@Timeout(60)
final class SdTroubleTest extends PlainJobs {
    /** The run's process dies after each call, with and without the last file whole. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PNDMScheduler",
                "DDIMScheduler",
                "DDPMScheduler",
                "EulerDiscreteScheduler",
                "EulerAncestralDiscreteScheduler",
                "LMSDiscreteScheduler",
                "HeunDiscreteScheduler",
                "KDPM2DiscreteScheduler",
                "DPMSolverMultistepScheduler",
                "LCMScheduler",
                "UniPCMultistepScheduler",
                "DPMSolverSinglestepScheduler"
            })
    void aJobWhoseRunnerDiesComesToTheSameBytes(String scheduler) throws Exception {
        Map<String, Object> params = Map.of("scheduler", scheduler, "num_images", 2L);
        List<String> undisturbed = files(work.run(run(params)));
        for (int dies = 0; dies < 24; dies++) {
            TestRun first = run(params);
            int[] calls = {dies};
            library.onPredict = () -> {
                if (calls[0]-- == 0) {
                    throw new IllegalStateException("the process dies");
                }
            };
            try {
                work.run(first);
                assertThat(dies).isGreaterThanOrEqualTo(20);
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("the process dies");
                assertThat(first.directory()).isEmptyDirectory();
            }
            library.onPredict = () -> {};
            Path sketch = first.checkpoint().resolve(SketchFile.FILE);
            boolean spoilt = dies % 4 == 3 && Files.exists(sketch);
            if (spoilt) {
                byte[] bytes = Files.readAllBytes(sketch);
                bytes[bytes.length / 2] ^= 1;
                Files.write(sketch, bytes);
            }
            Workload.Result result = work.run(first.next());
            assertThat(files(result)).isEqualTo(undisturbed);
            if (spoilt || dies < 4) {
                assertThat(result.metrics()).doesNotContainKey("restored_steps");
            } else {
                assertThat((Integer) result.metrics().get("restored_steps")).isBetween(1, 11);
            }
        }
    }

    @Test
    void whatAnotherEngineLeftOrAStrangerIsNotGoneOnFrom() throws Exception {
        TestRun first = run(Map.of());
        String bytes = files(work.run(first)).get(1);
        Path sketch = first.checkpoint().resolve(SketchFile.FILE);
        assertThat(work.run(first.next()).metrics()).containsEntry("restored_steps", 11);
        library.engine = "plain 2";
        assertThat(work.run(first.next()).metrics()).doesNotContainKey("restored_steps");
        byte[] whole = Files.readAllBytes(sketch);
        for (int length : new int[] {0, 31, 36, 100, whole.length - 1}) {
            Files.write(sketch, java.util.Arrays.copyOf(whole, length));
            Workload.Result result = work.run(first.next());
            assertThat(result.metrics()).doesNotContainKey("restored_steps");
            assertThat(files(result).get(1)).isEqualTo(bytes);
        }
        Files.write(sketch, new byte[3 << 20]);
        assertThat(work.run(first.next()).metrics()).doesNotContainKey("restored_steps");
        assertThat(sketch.resolveSibling(SketchFile.FILE + ".next")).doesNotExist();
    }

    @Test
    void aDiskThatTakesNoSketchDoesNotStopTheJob() throws Exception {
        TestRun run = run(Map.of());
        Files.delete(run.checkpoint());
        assertThat(work.run(run).primary()).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'height':33}|height must be divisible by 8, got 33; give 32 or 40",
                "{'width':12}|width must be divisible by 8, got 12; give 8 or 16",
                "{'height':0}|height must be a whole number from 8 to 4096, got 0",
                "{'height':1000000}|height must be a whole number from 8 to 4096, got 1000000",
                "{'num_inference_steps':0}|num_inference_steps must be a whole number from 1 to 1000, got 0",
                "{'num_inference_steps':1000000}|num_inference_steps must be a whole number from 1 to 1000, got 1000000",
                "{'guidance_scale':-1}|guidance_scale must be a number from 0.0 to 100.0, got -1",
                "{'guidance_scale':'NaN'}|guidance_scale must be a number from 0.0 to 100.0, got \"NaN\"",
                "{'num_images':17}|num_images must be a whole number from 1 to 16, got 17",
                "{'seed':-1}|seed must be a whole number from 0 to 18446744073709551615, got -1",
                "{'seed':18446744073709551616}|seed must be a whole number from 0 to 18446744073709551615, got 18446744073709551616",
                "{'scheduler':'DEISMultistepScheduler'}|scheduler must be one of DDIMScheduler, DDPMScheduler, PNDMScheduler,"
                        + " EulerDiscreteScheduler, EulerAncestralDiscreteScheduler, LMSDiscreteScheduler,"
                        + " HeunDiscreteScheduler, KDPM2DiscreteScheduler, DPMSolverMultistepScheduler,"
                        + " LCMScheduler, UniPCMultistepScheduler, DPMSolverSinglestepScheduler,"
                        + " got \"DEISMultistepScheduler\"",
                "{'scheduler':'DDIMScheduler','use_karras_sigmas':true}|use_karras_sigmas means nothing to DDIMScheduler;"
                        + " leave it out or choose DPMSolverMultistepScheduler or EulerDiscreteScheduler",
                "{'eta':0.5}|eta means nothing to PNDMScheduler; leave it out",
                "{'eta':1.5}|eta must be a number from 0.0 to 1.0, got 1.5",
                "{'dtype':'int8'}|dtype must be one of auto, float32, float16, bfloat16, got \"int8\"",
            })
    void refusesWithAWordOnWhatToDo(String json, String problem) {
        assertThatThrownBy(() -> {
                    Map<?, ?> map =
                            (Map<?, ?>) PlainJson.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
                    Map<String, Object> params = new HashMap<>();
                    map.forEach((name, value) -> params.put(String.valueOf(name), value));
                    try {
                        work.run(run(params));
                    } catch (Workload.WorkFailedException e) {
                        assertThat(e.failure().code()).isEqualTo(FailureCode.E_INVALID);
                        throw new InvalidParamsException("", e.failure().message());
                    }
                })
                .message()
                .isEqualToIgnoringWhitespace(problem);
    }

    @Test
    void refusesANumberThatIsNoneAndAPromptThatIsABook() {
        assertThatThrownBy(() -> run(Map.of("guidance_scale", Double.NaN)))
                .hasMessageStartingWith("guidance_scale must");
        assertThatThrownBy(() -> run(Map.of("prompt", "x".repeat(100_000))))
                .hasMessageStartingWith("prompt must be text of at most 10000 characters");
    }

    @Test
    void aModelThatIsNotHereIsSomebodyElses() throws Exception {
        TestRun run = run(Map.of("model", "absent"));
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().code().givesBack()).isTrue();
    }

    @Test
    void whatCannotFitIsGivenBackBeforeAnythingIsLoaded() throws Exception {
        library.limitBytes = 400 * PlainLibrary.MEBIBYTE;
        TestRun run = run(Map.of());
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_OOM);
        assertThat(refused.failure().message())
                .isEqualTo("these pictures need about 508 MiB of memory, and 400 may be taken here;"
                        + " ask for smaller ones, or for dtype bfloat16");
        assertThat(library.events).isEmpty();
    }

    @Test
    void aCanceledJobEndsWithinOneStepAndLeavesNoOutput() throws Exception {
        TestRun run = run(Map.of("num_images", 2L));
        int[] calls = {0};
        library.onPredict = () -> {
            if (++calls[0] == 7) {
                run.cancel();
            }
        };
        assertThatThrownBy(() -> work.run(run)).isInstanceOf(Workload.CanceledException.class);
        assertThat(calls[0]).isEqualTo(7);
        assertThat(run.directory()).isEmptyDirectory();
        library.onPredict = () -> {};
        TestRun late = run(Map.of()).onProgress(told -> {
            if (told.messages().contains("picture 1 of 1")) {
                told.cancel();
            }
        });
        assertThatThrownBy(() -> work.run(late)).isInstanceOf(Workload.CanceledException.class);
        assertThat(library.events).as("it is not loaded again").containsOnlyOnce("unet loaded");
    }

    @Test
    void memoryThatRunsOutDuringTheLoadingIsTriedOnceMoreWhenOthersHaveMadeRoom() throws Exception {
        ModelException scarce = new ModelException(FailureCode.E_OOM, "memory ran out while the UNet was loaded");
        library.loadsFail.add(scarce);
        TestRun tried = run(Map.of());
        assertThat(work.run(tried).primary()).exists();
        assertThat(tried.roomAsked()).isEqualTo(1);
        library.loadsFail.addAll(List.of(scarce, scarce));
        TestRun refused = run(Map.of("model", "other"));
        assertThat(catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(refused))
                        .failure()
                        .code())
                .isEqualTo(FailureCode.E_OOM);
    }

    @Test
    void aLargerPictureOnAModelThatIsThereClosesAnotherThatIsIdle() throws Exception {
        long limit = 1120 * PlainLibrary.MEBIBYTE;
        work.run(run(Map.of("model", "x")).withMemory(limit));
        work.run(run(Map.of("model", "y")).withMemory(limit));
        assertThat(library.events).doesNotContain("unet closed");
        TestRun large = run(Map.of("model", "x", "height", 2048L, "width", 2048L, "num_inference_steps", 1L));
        assertThat(work.run(large.withMemory(limit)).metrics()).containsEntry("load_seconds", 0.0);
        assertThat(library.events).containsOnlyOnce("unet closed");
        assertThat(work.heldBytes()).isEqualTo(450 * PlainLibrary.MEBIBYTE);
    }

    @Test
    void whatOtherKindsOfWorkHoldIsNotThereForPictures() throws Exception {
        TestRun run = run(Map.of()).withHeldByOthers(600 * PlainLibrary.MEBIBYTE);
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_OOM);
        assertThat(run.roomAsked()).isEqualTo(1);
        assertThat(library.events).isEmpty();
    }

    @Test
    void aNetworkThatBrokeIsLoadedAgainForTheNext() throws Exception {
        library.onPredict = () -> {
            throw new OutOfMemoryError("in the middle");
        };
        assertThatThrownBy(() -> work.run(run(Map.of()))).isInstanceOf(OutOfMemoryError.class);
        assertThat(library.events).contains("unet closed", "tokenizer closed");
        library.onPredict = () -> {};
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void aDecoderThatOverflowsGivesNoBlackPicture() throws Exception {
        library.overflow = true;
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run(Map.of())));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_OUTPUT);
        library.overflow = false;
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void filesThatChangeWhileAPictureIsDrawnGiveNoProof() throws Exception {
        library.changed = true;
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run(Map.of())));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_MODEL);
        library.changed = false;
        assertThat(work.run(run(Map.of())).primary()).exists();
    }

    @Test
    void numbersThatOverflowAreNoPicture() throws Exception {
        TestRun run = run(Map.of("prompt", "x", "guidance_scale", 100.0));
        library.poison = true;
        var refused = catchThrowableOfType(Workload.WorkFailedException.class, () -> work.run(run));
        assertThat(refused.failure().code()).isEqualTo(FailureCode.E_OUTPUT);
        assertThat(refused.failure().message()).contains("float32");
        assertThat(run.directory()).isEmptyDirectory();
    }
}
