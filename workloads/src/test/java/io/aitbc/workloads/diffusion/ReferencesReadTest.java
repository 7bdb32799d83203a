package io.aitbc.workloads.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No reference of the pipelines lies here that no test reads: each file, and each key of the files that describe them,
 * is named here with the class that reads it, and that class has the name among its constants.
 */
final class ReferencesReadTest {
    private static final String PICTURES = "SdReferencesTest";
    private static final String TABLES = "schedule.SchedulerTablesTest";
    private static final String STEPS = "schedule.SchedulerStepsTest";
    private static final String NET = "net.Reference";
    private static final String INSIDE = "net.ActivationsTest";
    private static final String TEXT = "clip.TextEncodersTest";
    private static final String TOKENS = "clip.ClipTokenizerTest";
    private static final String DECODER = "vae.VaesTest";
    private static final String CHECKER = "clip.SafetyCheckerTest";

    /** How a file's name begins. */
    private static final Map<String, String> FILES = Map.ofEntries(
            Map.entry("act_", "the names stand in golden.json"),
            Map.entry("clip_tokenizer_golden.json", TOKENS),
            Map.entry("decoded.npy", DECODER),
            Map.entry("image_embeds.npy", CHECKER),
            Map.entry("image_", PICTURES),
            Map.entry("init_latents.npy", PICTURES),
            Map.entry("latents.npy", DECODER),
            Map.entry("moments.npy", DECODER),
            Map.entry("noise.npy", PICTURES),
            Map.entry("picture_", CHECKER),
            Map.entry("pixel_values.npy", CHECKER),
            Map.entry("pooled_prompt_embeds.npy", TEXT),
            Map.entry("prompt_embeds.npy", TEXT),
            Map.entry("scheduler_steps.json", STEPS),
            Map.entry("scheduler_steps_more.json", "schedule.SchedulerGolden"),
            Map.entry("scheduler_tables.json", TABLES),
            Map.entry("text_hidden_states.npy", TEXT),
            Map.entry("text_ids", TOKENS),
            Map.entry("text_last_hidden_state.npy", TEXT),
            Map.entry("text_pooled.npy", TEXT),
            Map.entry("traj_", PICTURES),
            Map.entry("unet_out_t", NET),
            Map.entry("unet_sample.npy", NET),
            Map.entry("vae_", DECODER));

    /** Keys whose values decide something in a test. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("activations", INSIDE),
            Map.entry("add_noise", STEPS),
            Map.entry("add_noise_noise", STEPS),
            Map.entry("add_noise_x0", STEPS),
            Map.entry("alphas_cumprod_float32", TABLES),
            Map.entry("by_steps", TABLES),
            Map.entry("cases", STEPS),
            Map.entry("class", TABLES),
            Map.entry("config_overrides", STEPS),
            Map.entry("effective_config", "schedule.SchedulerGolden"),
            Map.entry("final_alpha_cumprod", TABLES),
            Map.entry("files", INSIDE),
            Map.entry("for", INSIDE),
            Map.entry("guidance_scale", PICTURES),
            Map.entry("index", STEPS),
            Map.entry("init_noise_sigma", TABLES),
            Map.entry("initial", STEPS),
            Map.entry("input_ids_77", TOKENS),
            Map.entry("input_ids_unpadded_untruncated", TOKENS),
            Map.entry("made", STEPS),
            Map.entry("max_abs_err_f32_vs_f64", PICTURES),
            Map.entry("model_outputs", STEPS),
            Map.entry("negative_prompt", PICTURES),
            Map.entry("noise", STEPS),
            Map.entry("noise_draws", PICTURES),
            Map.entry("num_images", PICTURES),
            Map.entry("num_inference_steps", STEPS),
            Map.entry("prev_samples", STEPS),
            Map.entry("prompt", PICTURES),
            Map.entry("prompts", TOKENS),
            Map.entry("rejected_by_the_library", STEPS),
            Map.entry("result", STEPS),
            Map.entry("runs", PICTURES),
            Map.entry("scaled_model_input", STEPS),
            Map.entry("scaling_factor", PICTURES),
            Map.entry("scheduler_key", PICTURES),
            Map.entry("schedulers", TABLES),
            Map.entry("seed", PICTURES),
            Map.entry("sigmas", "schedule.SchedulerGolden"),
            Map.entry("step_kwargs", STEPS),
            Map.entry("steps", PICTURES),
            Map.entry("text", TOKENS),
            Map.entry("text_encoder", TOKENS),
            Map.entry("time_ids", NET),
            Map.entry("timestep", STEPS),
            Map.entry("timesteps", NET),
            Map.entry("trajectories", PICTURES),
            Map.entry("unet", NET),
            Map.entry("unit_noise", STEPS),
            Map.entry("vae", PICTURES));

    /** What is said of how the rest was made, follows from it, or is a file's name that stands above. */
    private static final Set<String> ONLY_SAID = Set.of(
            "attention",
            "attention_mask_77",
            "automatic_check_ddim20",
            "decoded",
            "encode_input",
            "encode_max_abs_err_f32_vs_f64",
            "encode_mean_logvar",
            "encoder_hidden_states",
            "errors",
            "final_latents_std",
            "generator",
            "height",
            "hidden_states",
            "ids",
            "images",
            "init_latents",
            "last_hidden_state",
            "latents",
            "latents_files",
            "layout",
            "made_with",
            "max_u8_diff_f32_vs_f64",
            "name",
            "note",
            "output_std",
            "outputs",
            "pooled",
            "prompt_embeds",
            "prompt_grammar",
            "renamed_keys",
            "requested",
            "sample",
            "scheduler",
            "scheduler_tables",
            "training",
            "weights",
            "width");

    @ParameterizedTest
    @ValueSource(strings = {"tiny-sd", "tiny-sdxl", "demo-sd", "tiny-vae-oldnames", "tiny-safety", "vae-tiles"})
    void each_file_is_read_by_the_test_that_is_named_for_it(String model) throws Exception {
        Path directory = ReferenceModels.directory(model);
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.filter(file -> file.toString().endsWith(".npy")
                            || (file.getParent().endsWith("golden") && Files.isRegularFile(file)))
                    .forEach(files::add);
        }
        assertThat(files).isNotEmpty();
        String said = Files.exists(directory.resolve("golden.json"))
                ? Files.readString(directory.resolve("golden.json"))
                : "";
        for (Path file : files) {
            String name = file.getFileName().toString();
            String beginning = FILES.keySet().stream()
                    .filter(name::startsWith)
                    .max((one, other) -> Integer.compare(one.length(), other.length()))
                    .orElseThrow(() -> new AssertionError("no test reads " + directory.relativize(file)));
            boolean described = beginning.equals("act_");
            assertThat(described ? said : constants(FILES.get(beginning)))
                    .as(name)
                    .contains(described ? name : beginning);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-sd/golden.json",
                "tiny-sd/golden/clip_tokenizer_golden.json",
                "tiny-sd/golden/scheduler_steps.json",
                "tiny-sd/golden/scheduler_steps_more.json",
                "tiny-sd/golden/scheduler_tables.json",
                "tiny-sd/seeds/seeds.json",
                "tiny-sdxl/golden.json",
                "demo-sd/golden.json",
                "demo-sd/golden/clip_tokenizer_golden.json",
                "demo-sd/golden/scheduler_tables.json",
                "tiny-vae-oldnames/golden.json"
            })
    void each_key_is_read_or_is_known_to_decide_nothing(String file) throws Exception {
        Set<String> keys = new TreeSet<>();
        collect(PlainJson.read(Files.readAllBytes(ReferenceModels.root().resolve(file))), "", keys);
        assertThat(keys).isNotEmpty();
        for (String key : keys) {
            if (!ONLY_SAID.contains(key)) {
                assertThat(KEYS).as(file).containsKey(key);
                assertThat(constants(KEYS.get(key))).as(key).contains(key);
            }
        }
    }

    /** Keys at all depths, but for those under which values lie that are named by a model, a run or a class. */
    private static void collect(Object value, String under, Set<String> keys) {
        if (value instanceof Map<?, ?> map) {
            boolean named = Set.of("runs", "schedulers", "by_steps").contains(under);
            boolean foreign = Set.of(
                            "files",
                            "effective_config",
                            "config_overrides",
                            "step_kwargs",
                            "rejected_by_the_library",
                            "training",
                            "automatic_check_ddim20")
                    .contains(under);
            map.forEach((key, each) -> {
                if (!named && !foreign) {
                    keys.add((String) key);
                }
                if (!foreign) {
                    collect(each, named ? "" : (String) key, keys);
                }
            });
        } else if (value instanceof List<?> list) {
            list.forEach(each -> collect(each, under, keys));
        }
    }

    /** The compiled class, whose strings lie in it as they are. */
    private static String constants(String name) throws Exception {
        String resource = name.replace('.', '/') + ".class";
        try (InputStream in = ReferencesReadTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
