package io.aitbc.workloads.diffusion.clip;

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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CLIP's text encoders against what the transformers library computed. */
final class TextEncodersTest {
    private static final double TOLERANCE = 2e-5;
    private static final NetOptions FLOAT32 = new NetOptions(Optional.of(TorchType.FLOAT32), Device.cpu());

    @TempDir
    Path scratch;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-sd", "demo-sd"})
    void states_of_stable_diffusion_are_those_of_the_library(String model) throws Exception {
        Path directory = ReferenceModels.directory(model);
        int[][] ids = ids(directory.resolve("golden/text_ids.npy"));
        NpyFile hidden = NpyFile.read(directory.resolve("golden/text_hidden_states.npy"));
        try (TextEncoder encoder = load(directory.resolve("text_encoder"), StatesFrom.LAST_LAYER)) {
            TextStates states = encoder.encode(ids, 0);
            assertClose(states.states(), NpyFile.read(directory.resolve("golden/text_last_hidden_state.npy")));
            assertClose(states.pooled(), NpyFile.read(directory.resolve("golden/text_pooled.npy")));
            assertThat(encoder.facts().architecture()).isEqualTo("CLIPTextModel");
            assertThat(encoder.facts().mostClipSkip()).isEqualTo(hidden.shape()[0] - 1);
            assertThat(encoder.encode(ids, 1).states()).isNotEqualTo(states.states());
        }
        try (TextEncoder encoder = load(directory.resolve("text_encoder"), StatesFrom.LAYER_BEFORE_LAST)) {
            for (int skip = 0; skip <= encoder.facts().mostClipSkip(); skip++) {
                float[] expected = hidden.row(hidden.shape()[0] - 2 - skip);
                assertThat(NpyFile.distance(encoder.encode(ids, skip).states(), expected))
                        .as("clip_skip %d", skip)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    /** Its scale and shift are the final norm's, which clip_skip applies to what earlier layers gave. */
    @Test
    void clip_skip_of_stable_diffusion_norms_the_states_of_an_earlier_layer() throws Exception {
        Path directory = ReferenceModels.directory("tiny-sd");
        int[][] ids = ids(directory.resolve("golden/text_ids.npy"));
        NpyFile hidden = NpyFile.read(directory.resolve("golden/text_hidden_states.npy"));
        try (TextEncoder encoder = load(directory.resolve("text_encoder"), StatesFrom.LAST_LAYER)) {
            int width = encoder.facts().width();
            float[] last = encoder.encode(ids, 0).states();
            float[] skipped = encoder.encode(ids, 2).states();
            float[] before = normed(hidden.row(hidden.shape()[0] - 1), width);
            float[] earlier = normed(hidden.row(hidden.shape()[0] - 3), width);
            for (int at = 0; at < 4 * width; at++) {
                // the norm is a line for each number of a token: two tokens say which, a third must lie on it
                int other = at + 4 * width;
                double slope = (last[at] - last[other]) / (double) (before[at] - before[other]);
                double expected = last[at] + slope * (earlier[at] - before[at]);
                if (Math.abs(before[at] - before[other]) > 0.1) {
                    assertThat((double) skipped[at]).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-3));
                }
            }
        }
    }

    @Test
    void states_of_sdxl_are_those_of_the_library() throws Exception {
        Path directory = ReferenceModels.directory("tiny-sdxl");
        NpyFile embeds = NpyFile.read(directory.resolve("golden/prompt_embeds.npy"));
        try (TextEncoder first = load(directory.resolve("text_encoder"), StatesFrom.LAYER_BEFORE_LAST);
                TextEncoder second = load(directory.resolve("text_encoder_2"), StatesFrom.LAYER_BEFORE_LAST)) {
            TextStates one = first.encode(ids(directory.resolve("golden/text_ids_1.npy")), 0);
            TextStates two = second.encode(ids(directory.resolve("golden/text_ids_2.npy")), 0);
            assertThat(second.facts().architecture()).isEqualTo("CLIPTextModelWithProjection");
            assertThat(two.pooledWidth()).isEqualTo(48);
            assertClose(two.pooled(), NpyFile.read(directory.resolve("golden/pooled_prompt_embeds.npy")));
            float[] both = new float[embeds.values().length];
            int width = one.width() + two.width();
            for (int row = 0; row < both.length / width; row++) {
                System.arraycopy(one.states(), row * one.width(), both, row * width, one.width());
                System.arraycopy(two.states(), row * two.width(), both, row * width + one.width(), two.width());
            }
            assertClose(both, embeds);
            assertThat(second.encode(ids(directory.resolve("golden/text_ids_2.npy")), 1)
                            .pooled())
                    .isEqualTo(two.pooled());
        }
    }

    @Test
    void old_end_tokens_mean_the_largest_id() throws Exception {
        Path directory = copy("tiny-sd");
        rewrite(directory.resolve("config.json"), "\"eos_token_id\": 701", "\"eos_token_id\": 2");
        Path golden = ReferenceModels.directory("tiny-sd").resolve("golden");
        try (TextEncoder encoder = load(directory, StatesFrom.LAST_LAYER)) {
            float[] pooled =
                    encoder.encode(ids(golden.resolve("text_ids.npy")), 0).pooled();
            assertClose(pooled, NpyFile.read(golden.resolve("text_pooled.npy")));
        }
    }

    @Test
    void rows_do_not_depend_on_their_neighbours_and_bfloat16_comes_close() throws Exception {
        Path directory = ReferenceModels.directory("tiny-sd");
        int[][] ids = ids(directory.resolve("golden/text_ids.npy"));
        NpyFile last = NpyFile.read(directory.resolve("golden/text_last_hidden_state.npy"));
        NetOptions half = new NetOptions(Optional.of(TorchType.BFLOAT16), Device.cpu());
        try (TextEncoder encoder = TextEncoders.load(directory.resolve("text_encoder"), half, StatesFrom.LAST_LAYER)) {
            assertThat(encoder.facts().type()).isEqualTo(TorchType.BFLOAT16);
            assertThat(NpyFile.distance(encoder.encode(ids, 0).states(), last.values()))
                    .isLessThan(0.15);
        }
        try (TextEncoder encoder = load(directory.resolve("text_encoder"), StatesFrom.LAST_LAYER)) {
            float[] alone = encoder.encode(new int[][] {ids[1]}, 0).states();
            assertThat(NpyFile.distance(alone, last.row(1))).isLessThan(TOLERANCE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"hidden_act\": \"quick_gelu\"', '\"hidden_act\": \"relu\"', hidden_act",
        "'\"CLIPTextModel\"', '\"T5EncoderModel\"', architectures",
        "'\"hidden_size\": 64', '\"hidden_size\": 66', hidden_size",
        "'\"dropout\": 0.0', '\"use_attention_mask\": true', use_attention_mask",
        "'\"intermediate_size\": 128', '\"intermediate_size\": 127', fc1",
        "'\"num_hidden_layers\": 3', '\"num_hidden_layers\": 2', layers.2",
        "'\"num_hidden_layers\": 3', '\"num_hidden_layers\": 4', layers.3",
    })
    void what_a_configuration_asks_for_and_nobody_has_is_named(String from, String to, String naming) throws Exception {
        Path directory = copy("tiny-sd");
        rewrite(directory.resolve("config.json"), from, to);
        assertThatThrownBy(() -> load(directory, StatesFrom.LAST_LAYER))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(naming);
    }

    @Test
    void calls_that_make_no_sense_are_refused() throws Exception {
        try (TextEncoder encoder =
                load(ReferenceModels.directory("tiny-sd").resolve("text_encoder"), StatesFrom.LAST_LAYER)) {
            assertThatThrownBy(() -> encoder.encode(new int[][] {{700, 701}}, 4))
                    .hasMessageContaining("clip_skip");
            assertThatThrownBy(() -> encoder.encode(new int[][] {{700, 702}}, 0))
                    .hasMessageContaining("702");
            assertThatThrownBy(() -> encoder.encode(new int[][] {new int[78]}, 0))
                    .hasMessageContaining("77");
            assertThatThrownBy(() -> encoder.encode(new int[0][], 0)).hasMessageContaining("tokens");
        }
    }

    private static TextEncoder load(Path directory, StatesFrom from) throws ModelException {
        return TextEncoders.load(directory, FLOAT32, from);
    }

    private static void assertClose(float[] computed, NpyFile expected) {
        assertThat(NpyFile.distance(computed, expected.values())).isLessThan(TOLERANCE);
    }

    private static int[][] ids(Path file) {
        NpyFile all = NpyFile.read(file);
        int[][] ids = new int[all.shape()[0]][];
        for (int row = 0; row < ids.length; row++) {
            float[] values = all.row(row);
            ids[row] = new int[values.length];
            Arrays.setAll(ids[row], at -> (int) values[at]);
        }
        return ids;
    }

    private static float[] normed(float[] states, int width) {
        float[] normed = new float[states.length];
        for (int from = 0; from < states.length; from += width) {
            double mean = 0;
            double square = 0;
            for (int at = from; at < from + width; at++) {
                mean += states[at] / (double) width;
                square += states[at] * (double) states[at] / width;
            }
            for (int at = from; at < from + width; at++) {
                normed[at] = (float) ((states[at] - mean) / Math.sqrt(square - mean * mean + 1e-5));
            }
        }
        return normed;
    }

    private Path copy(String model) throws Exception {
        Path copy = Files.createTempDirectory(scratch, "encoder");
        Path from = ReferenceModels.directory(model).resolve("text_encoder");
        Files.copy(from.resolve("config.json"), copy.resolve("config.json"));
        Files.copy(from.resolve("model.safetensors"), copy.resolve("model.safetensors"));
        return copy;
    }

    private static void rewrite(Path file, String from, String to) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
