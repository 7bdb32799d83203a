package io.aitbc.workloads.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.TensorInfo;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.Rewritten;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Wrong jobs, pictures and checkpoints in one real runner: each is named, and the next job draws what it always did.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class SdWrongInputTest {
    private static final String GOOD = "tiny-sd";
    private static final String UNET = "unet";
    private static final String WEIGHT = "conv_in.weight";

    private Path models;
    private Map<?, ?> undisturbed;

    @AutoClose
    private LiveRunner runner;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        models = Files.createDirectory(directory.resolve("models"));
        ReferenceModels.copy(GOOD, models.resolve(GOOD));
        runner = new LiveRunner(directory, models, 1);
        undisturbed = runner.output("sd_infer", on(GOOD));
    }

    private static Map<String, @Nullable Object> on(String model) {
        return new HashMap<>(Map.of(
                "model", model, "prompt", "a red circle", "num_inference_steps", 2L, "height", 64L, "width", 64L));
    }

    @AfterEach
    void theNextJobDrawsTheSamePicture() throws Exception {
        assertThat(runner.output("sd_infer", on(GOOD))).isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @CsvSource({
        "height, 33, divisible by 8",
        "width, 1000000, width",
        "num_inference_steps, 0, num_inference_steps",
        "num_inference_steps, 1000000, num_inference_steps",
        "guidance_scale, -1, guidance_scale",
        "scheduler, FlowScheduler, scheduler must be one of",
        "prompt, 100000, at most 10000 characters",
    })
    void aParameterThatWillNotDo(String name, String value, String naming) throws Exception {
        Map<String, @Nullable Object> params = on(GOOD);

        params.put(name, name.equals("prompt") ? "x".repeat(Integer.parseInt(value)) : value(name, value));
        Failure failure = runner.failure("sd_infer", params);
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_INVALID);
        assertThat(failure.field()).isEqualTo(name);
        assertThat(failure.message()).contains(naming);
    }

    private static Object value(String name, String value) {
        if (!value.matches("-?\\d+")) {
            return value;
        }
        return name.equals("guidance_scale") ? Double.valueOf(value) : (Object) Long.valueOf(value);
    }

    @Test
    void aModelThatIsNotHere() throws Exception {
        refused("org/nothing", "no model org/nothing");
    }

    private void refused(String model, String naming) throws Exception {
        Failure failure = runner.failure("sd_infer", on(model));
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_MODEL);
        assertThat(failure.code().givesBack()).isTrue();
        assertThat(failure.message()).contains(naming).doesNotContain(models.toString());
    }

    @Test
    void aCheckpointWithMissingExtraOrMisshapedTensors() throws Exception {
        Rewritten missing = Rewritten.of(copy("missing").resolve(UNET)).without(WEIGHT);
        missing.write(models.resolve("missing").resolve(UNET));
        refused("missing", WEIGHT);

        Rewritten extra = Rewritten.of(copy("extra").resolve(UNET));
        extra.with("conv_middle.weight", extra.info(WEIGHT), extra.bytes(WEIGHT).duplicate());
        extra.write(models.resolve("extra").resolve(UNET));
        refused("extra", "conv_middle.weight");

        Rewritten misshaped = Rewritten.of(copy("misshaped").resolve(UNET));
        TensorInfo info = misshaped.info(WEIGHT);
        List<Long> turned = List.of(
                info.shape().get(1),
                info.shape().get(0),
                info.shape().get(2),
                info.shape().get(3));
        misshaped.with(
                WEIGHT,
                new TensorInfo(WEIGHT, info.dtype(), turned, info.bytes()),
                misshaped.bytes(WEIGHT).duplicate());
        misshaped.write(models.resolve("misshaped").resolve(UNET));
        refused("misshaped", WEIGHT);
    }

    private Path copy(String name) {
        return ReferenceModels.copy(GOOD, models.resolve(name));
    }

    @Test
    void weightsThatAreCutShortOrNoNumbers() throws Exception {
        Path file = copy("cut").resolve("vae/diffusion_pytorch_model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        refused("cut", "cut short");

        Rewritten bad = Rewritten.of(copy("bad").resolve(UNET));
        bad.bytes(WEIGHT).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, Float.NaN);
        bad.write(models.resolve("bad").resolve(UNET));
        refused("bad", WEIGHT + " holds NaN or infinity");
    }

    @Test
    void anImageThatIsNoneOrABombOrIsNotThere() throws Exception {
        byte[] png = encoded(32, 24);
        notGoneOutFrom("GIF89a, say".getBytes(StandardCharsets.US_ASCII), "neither a PNG nor a JPEG");
        notGoneOutFrom(Arrays.copyOf(png, png.length / 2), "damaged PNG");
        notGoneOutFrom(claiming(png, 100_000, 100_000), "is 100000 by 100000 pixels");
        Map<String, @Nullable Object> params = on(GOOD);
        params.put("image", "no digest");
        assertThat(runner.failure("sd_infer", params).code()).isEqualTo(FailureCode.E_INVALID);
    }

    private void notGoneOutFrom(byte[] image, String naming) throws Exception {
        Map<String, @Nullable Object> params = on(GOOD);
        params.put("image", runner.input(image));
        Failure failure = runner.failure("sd_infer", params);
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_INVALID);
        assertThat(failure.field()).isEqualTo("image");
        assertThat(failure.message()).contains(naming);
    }

    private static byte[] encoded(int width, int height) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    /** A PNG of a few bytes that claims to be large. */
    private static byte[] claiming(byte[] png, int width, int height) {
        byte[] bomb = png.clone();
        ByteBuffer all = ByteBuffer.wrap(bomb);
        all.putInt(16, width).putInt(20, height);
        CRC32 sum = new CRC32();
        sum.update(bomb, 12, 17);
        all.putInt(29, (int) sum.getValue());
        return bomb;
    }

    /** What would run out of memory is given back before anything is loaded. */
    @Test
    void picturesThatDoNotFit() throws Exception {
        Map<String, @Nullable Object> params = on(GOOD);
        params.put("height", 4096L);
        params.put("width", 4096L);
        Failure failure = runner.failure("sd_infer", params, 400L << 20);
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.E_OOM);
        assertThat(failure.message()).contains("MiB");
    }
}
