package io.aitbc.workloads.diffusion.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.NpyFile;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The safety checker against what the diffusers and transformers libraries answered. */
final class SafetyCheckerTest {
    private static final Path MODEL = ReferenceModels.directory("tiny-safety");
    private static final NetOptions FLOAT32 = new NetOptions(Optional.of(TorchType.FLOAT32), Device.cpu());

    @TempDir
    Path scratch;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @Test
    void pictures_are_prepared_as_the_library_does_it() throws Exception {
        NpyFile expected = NpyFile.read(MODEL.resolve("golden/pixel_values.npy"));
        Preparation preparation =
                Preparation.read(JsonConfig.read(MODEL.resolve("feature_extractor/preprocessor_config.json")));
        for (int number = 0; number < expected.shape()[0]; number++) {
            NpyFile picture = picture(number);
            float[] prepared = preparation.prepare(bytes(picture), picture.shape()[0], picture.shape()[1]);
            assertThat(NpyFile.distance(prepared, expected.row(number)))
                    .as("picture %d", number)
                    .isLessThan(1e-5);
        }
    }

    @Test
    void states_and_verdicts_are_those_of_the_library() throws Exception {
        try (SafetyChecker checker = load(MODEL.resolve("safety_checker"))) {
            assertGolden(checker);
        }
    }

    @Test
    void older_checkpoints_call_the_tower_by_a_longer_name() throws Exception {
        Path copy = copy();
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(copy.resolve("model.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) file.getLong();
        String header = new String(file.array(), 8, length, StandardCharsets.UTF_8);
        byte[] renamed = header.replace("\"vision_model.", "\"vision_model.vision_model.")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer written = ByteBuffer.allocate(8 + renamed.length + file.capacity() - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(renamed.length)
                .put(renamed)
                .put(file.position(8 + length));
        Files.write(copy.resolve("model.safetensors"), written.array());
        try (SafetyChecker checker = load(copy)) {
            assertGolden(checker);
        }
    }

    private static void assertGolden(SafetyChecker checker) throws Exception {
        Map<?, ?> golden = (Map<?, ?>) PlainJson.read(Files.readAllBytes(MODEL.resolve("golden.json")));
        List<?> flagged = (List<?>) golden.get("flagged");
        NpyFile embeds = NpyFile.read(MODEL.resolve("golden/image_embeds.npy"));
        assertThat(flagged.contains(true) && flagged.contains(false)).isTrue();
        for (int number = 0; number < flagged.size(); number++) {
            NpyFile picture = picture(number);
            float[] seen = checker.look(bytes(picture), picture.shape()[0], picture.shape()[1]);
            float[] state = Arrays.copyOfRange(seen, CheckerConfig.SPECIAL + CheckerConfig.CONCEPTS, seen.length);
            assertThat(NpyFile.distance(state, embeds.row(number)))
                    .as("picture %d", number)
                    .isLessThan(1e-4);
            assertThat(checker.isFlagged(bytes(picture), picture.shape()[0], picture.shape()[1]))
                    .as("picture %d", number)
                    .isEqualTo(flagged.get(number));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "config.json, '\"StableDiffusionSafetyChecker\"', '\"CLIPModel\"', architectures",
        "config.json, '\"num_channels\": 3', '\"num_channels\": 4', num_channels",
        "config.json, '\"image_size\": 30', '\"image_size\": 40', do not belong together",
        "config.json, '\"projection_dim\": 24,', '\"projection_dim\": 25,', visual_projection",
        "preprocessor_config.json, '\"do_center_crop\": true', '\"do_center_crop\": false', do_center_crop",
        "preprocessor_config.json, '\"resample\": 3', '\"resample\": 2', resample",
        "preprocessor_config.json, '\"shortest_edge\": 30', '\"shortest_edge\": 20', crop_size",
    })
    void what_nobody_has_is_named(String file, String from, String to, String naming) throws Exception {
        Path copy = copy();
        String text = Files.readString(copy.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(copy.resolve(file), text.replace(from, to));
        assertThatThrownBy(() -> load(copy)).isInstanceOf(ModelException.class).hasMessageContaining(naming);
    }

    private static SafetyChecker load(Path directory) throws ModelException {
        Path own = directory.resolve("preprocessor_config.json");
        return SafetyChecker.load(
                directory, Files.exists(own) ? directory : MODEL.resolve("feature_extractor"), FLOAT32);
    }

    private Path copy() throws Exception {
        for (String file : List.of(
                "safety_checker/config.json",
                "safety_checker/model.safetensors",
                "feature_extractor/preprocessor_config.json")) {
            Files.copy(MODEL.resolve(file), scratch.resolve(Path.of(file).getFileName()));
        }
        return scratch;
    }

    private static NpyFile picture(int number) {
        return NpyFile.read(MODEL.resolve("golden/picture_" + number + "_u8.npy"));
    }

    private static byte[] bytes(NpyFile picture) {
        byte[] bytes = new byte[picture.values().length];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) picture.values()[at];
        }
        return bytes;
    }
}
