package io.aitbc.workloads.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.port.Workload;
import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.NpyFile;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.TestRun;
import io.aitbc.workloads.diffusion.picture.Picture;
import io.aitbc.workloads.diffusion.picture.PictureReader;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole jobs on real networks, against what the diffusers library drew. */
@Timeout(300)
final class SdReferencesTest extends RealJobs {
    /** By the model's name; loading takes longer than drawing. */
    private static final Map<String, Pipeline> LOADED = new HashMap<>();

    private static final Map<String, String> CLASSES = Map.of(
            "ddim", "DDIMScheduler",
            "pndm", "PNDMScheduler",
            "euler", "EulerDiscreteScheduler",
            "euler_ancestral", "EulerAncestralDiscreteScheduler",
            "dpmsolver_2m", "DPMSolverMultistepScheduler");

    private static Map<?, ?> json(Path file) throws Exception {
        return (Map<?, ?>) Objects.requireNonNull(PlainJson.read(Files.readAllBytes(file)));
    }

    private static int distance(Picture one, Picture other) {
        assertThat(one.width()).isEqualTo(other.width());
        assertThat(one.height()).isEqualTo(other.height());
        byte[] ones = one.rgb();
        byte[] others = other.rgb();
        int most = 0;
        for (int i = 0; i < ones.length; i++) {
            most = Math.max(most, Math.abs((ones[i] & 0xff) - (others[i] & 0xff)));
        }
        return most;
    }

    static Stream<Map<?, ?>> seeds() throws Exception {
        List<?> cases = (List<?>) json(ReferenceModels.directory("tiny-sd").resolve("seeds/seeds.json"))
                .get("cases");
        return Objects.requireNonNull(cases).stream().map(each -> (Map<?, ?>) Objects.requireNonNull(each));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameSeedGivesTheSamePicture(Map<?, ?> expected) throws Exception {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("model", "tiny-sd");
        for (String name : List.of("prompt", "negative_prompt", "seed", "height", "width", "num_inference_steps")) {
            params.put(name, expected.get(name));
        }
        params.put("guidance_scale", expected.get("guidance_scale"));
        params.put("scheduler", CLASSES.get(String.valueOf(expected.get("scheduler_key"))));
        if (expected.containsKey("num_images")) {
            params.put("num_images", expected.get("num_images"));
        }
        params.values().removeIf(Objects::isNull);
        Workload.Result result = WORK.run(run(params));
        List<?> files = (List<?>) Objects.requireNonNull(expected.get("files"));
        assertThat(result.parts()).hasSize(files.size());
        for (int i = 0; i < files.size(); i++) {
            Path reference = ReferenceModels.directory("tiny-sd").resolve("seeds/" + files.get(i));
            assertThat(distance(PictureReader.read(result.files().get(i + 1)), PictureReader.read(reference)))
                    .isLessThanOrEqualTo(1);
        }
        assertThat(WORK.run(run(params)).primary()).as("bit for bit").hasSameBinaryContentAs(result.primary());
        assertThat(result.metrics()).containsKeys("steps_per_second", "outside_networks");
    }

    static Stream<Arguments> trajectories() throws Exception {
        List<Arguments> all = new ArrayList<>();
        for (String model : ReferenceModels.PICTURES) {
            Map<?, ?> golden = json(ReferenceModels.directory(model).resolve("golden.json"));
            Map<?, ?> trajectories = (Map<?, ?>) Objects.requireNonNull(golden.get("trajectories"));
            Map<?, ?> runs = (Map<?, ?>) Objects.requireNonNull(trajectories.get("runs"));
            runs.forEach((name, each) -> {
                if (Files.exists(golden(model, "traj_" + name + ".npy"))) {
                    all.add(Arguments.of(model, String.valueOf(name), trajectories, each));
                }
            });
        }
        return all.stream();
    }

    private static Path golden(String model, String file) {
        return ReferenceModels.directory(model).resolve("golden").resolve(file);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("trajectories")
    void endsWhereTheLibraryEnds(String model, String name, Map<?, ?> golden, Map<?, ?> expected) throws Exception {
        TestRun run = run(params(model, name, golden, expected));
        PictureRequest request = PictureRequest.of(run.params(), run::input);
        Library.Found found = new ModelLibrary().find(request.model(), run);
        PictureTask task = PictureTask.of(request, found.layout());
        Pipeline pipeline = loaded(model, found);
        DeviceTime device = new DeviceTime(run, System::nanoTime);
        List<float[]> noise = noise(model);
        int given = noise.size();
        Painting painting = new Painting(task, pipeline, run, device, () -> given(noise));
        List<float[]> rows = new ArrayList<>();
        run.onProgress(any -> rows.addAll(sketched(run, task.batch().size())));
        AtomicLong seconds = new AtomicLong();
        SketchFile sketch = new SketchFile(run.checkpoint(), new byte[32], () -> seconds.addAndGet(3_000_000_000L));
        float[] latents = painting.latents(sketch);
        rows.add(latents);
        check(rows, NpyFile.read(golden(model, "traj_" + name + ".npy")), expected);
        if (expected.get("noise_draws") instanceof Number draws) {
            assertThat(given - 1 - noise.size()).isEqualTo(draws.intValue());
        }
        new Gallery(task, pipeline, run, device).write(painting, latents, Map.of());
        NpyFile image = NpyFile.read(golden(model, "image_" + name + "_u8.npy"));
        Picture drawn = PictureReader.read(run.directory().resolve("image-0.png"));
        byte[] rgb = new byte[image.values().length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) image.values()[i];
        }
        assertThat(distance(drawn, new Picture(drawn.width(), drawn.height(), rgb)))
                .isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"tiny-sd", "demo-sd"})
    void latentsAreScaledAsTheLibraryDoesIt(String model) throws Exception {
        Map<?, ?> golden = json(ReferenceModels.directory(model).resolve("golden.json"));
        Map<?, ?> vae = (Map<?, ?>) Objects.requireNonNull(golden.get("vae"));
        TestRun run = run(new HashMap<>(Map.of("model", model, "prompt", "")));
        PictureRequest request = PictureRequest.of(run.params(), run::input);
        Layout layout = new ModelLibrary().find(request.model(), run).layout();
        assertThat(layout.shape().scaling()).isEqualTo(vae.get("scaling_factor"));
    }

    private static Pipeline loaded(String model, Library.Found found) throws Exception {
        Pipeline pipeline = LOADED.get(model);
        if (pipeline == null) {
            pipeline = found.load(false).ready();
            LOADED.put(model, pipeline);
        }
        return pipeline;
    }

    @AfterAll
    static void close() {
        LOADED.values().forEach(Pipeline::close);
        LOADED.clear();
    }

    private static Map<String, @Nullable Object> params(
            String model, String name, Map<?, ?> golden, Map<?, ?> expected) {
        int[] shape = NpyFile.read(golden(model, "init_latents.npy")).shape();
        int scale = Map.of("tiny-sd", 8, "tiny-sdxl", 2, "demo-sd", 4).get(model);
        Object negative = expected.containsKey("negative_prompt")
                ? expected.get("negative_prompt")
                : golden.get("negative_prompt");
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("model", model);
        params.put("prompt", golden.get("prompt"));
        params.put("negative_prompt", negative);
        params.put("num_inference_steps", golden.get("steps"));
        params.put("guidance_scale", golden.get("guidance_scale"));
        params.put("height", (long) shape[2] * scale);
        params.put("width", (long) shape[3] * scale);
        params.put("dtype", "float32");
        params.put("scheduler", String.valueOf(expected.get("class")));
        if (name.endsWith("_karras")) {
            params.put("use_karras_sigmas", true);
        }
        for (String spacing : List.of("leading", "trailing")) {
            if (name.endsWith("_" + spacing)) {
                params.put("timestep_spacing", spacing);
            }
        }
        params.values().removeIf(Objects::isNull);
        return params;
    }

    /** The latents after the call before, which lie in the sketch by now; nothing before the second call's end. */
    private static List<float[]> sketched(TestRun run, int floats) {
        Path sketch = run.checkpoint().resolve(SketchFile.FILE);
        if (!Files.exists(sketch)) {
            return List.of();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(sketch)).position(32 + 2 * Integer.BYTES);
            float[] latents = new float[floats];
            bytes.asFloatBuffer().get(latents);
            return List.of(latents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The latents after each call; the first ones of the trajectory are noise. */
    private static void check(List<float[]> rows, NpyFile trajectory, Map<?, ?> expected) {
        double error = ((Number) Objects.requireNonNull(expected.get("max_abs_err_f32_vs_f64"))).doubleValue();
        assertThat(rows).hasSize(trajectory.shape()[0] - 1);
        for (int call = 0; call < rows.size(); call++) {
            assertThat(NpyFile.distance(rows.get(call), trajectory.row(call + 1)))
                    .as("call %d", call)
                    .isLessThan(10 * error + 2e-4);
        }
    }

    /** What the reference was drawn with: the latents to begin with, and what some schedulers add. */
    private static List<float[]> noise(String model) {
        List<float[]> noise = new ArrayList<>();
        noise.add(NpyFile.read(golden(model, "init_latents.npy")).values());
        if (Files.exists(golden(model, "noise.npy"))) {
            NpyFile more = NpyFile.read(golden(model, "noise.npy"));
            for (int i = 0; i < more.shape()[0]; i++) {
                noise.add(more.row(i));
            }
        }
        return noise;
    }

    private static Draws given(List<float[]> noise) {
        return new Draws() {
            @Override
            public float[] normal(int count) {
                float[] next = noise.remove(0);
                assertThat(next).hasSize(count);
                return next.clone();
            }

            @Override
            public void save(DataOutput out) {}

            @Override
            public void restore(DataInput in) {
                throw new IllegalStateException("nothing is gone on from");
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "a red square on a blue background, 255, 0, 0, 0, 0, 255",
        "a green triangle on a yellow background, 0, 255, 0, 255, 255, 0",
    })
    void theDemosPictureHasTheAskedColoursAndShape(String prompt, int r, int g, int b, int br, int bg, int bb)
            throws Exception {
        Workload.Result result = WORK.run(run(new HashMap<>(Map.of(
                "model",
                "demo-sd",
                "prompt",
                prompt,
                "guidance_scale",
                3L,
                "num_inference_steps",
                20L,
                "height",
                64L,
                "width",
                64L,
                "seed",
                1L))));
        Picture picture = PictureReader.read(result.files().get(1));
        int[] inside = new int[64];
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                boolean isInside = distance(picture, x, y, r, g, b) < distance(picture, x, y, br, bg, bb);
                inside[y] += isInside ? 1 : 0;
            }
        }
        for (int corner = 0; corner < 4; corner++) {
            int x = corner % 2 * 63;
            int y = corner / 2 * 63;
            assertThat(distance(picture, x, y, br, bg, bb))
                    .as("the background's colour, of a shade of the model's own")
                    .isLessThan(240)
                    .isLessThan(distance(picture, x, y, r, g, b));
        }
        List<Integer> rows = java.util.stream.IntStream.of(inside)
                .filter(count -> count > 2)
                .boxed()
                .toList();
        assertThat(rows.size()).as("rows of the shape").isBetween(12, 58);
        int quarter = rows.size() / 4;
        double top = rows.subList(0, quarter).stream()
                .mapToInt(Integer::intValue)
                .average()
                .orElse(0);
        double bottom = rows.subList(rows.size() - quarter, rows.size()).stream()
                .mapToInt(Integer::intValue)
                .average()
                .orElse(0);
        if (prompt.contains("triangle")) {
            assertThat(bottom).as("a triangle stands on its base").isGreaterThan(1.8 * top);
        } else {
            assertThat(bottom / top).as("a square is as wide everywhere").isBetween(0.7, 1.4);
        }
    }

    private static int distance(Picture picture, int x, int y, int r, int g, int b) {
        return Math.abs(picture.at(x, y, 0) - r)
                + Math.abs(picture.at(x, y, 1) - g)
                + Math.abs(picture.at(x, y, 2) - b);
    }
}
