package io.aitbc.e2e.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.DemoModels;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.ipc.PlainJson;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.OutputPart;
import io.aitbc.protocols.v1.SubmitRequest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sd_infer} with the demo's model, from a job file and from a coordinator. */
class DiffusionTest {
    private static final Map<String, Object> PARAMS = Map.of(
            "model",
            "demo-sd",
            "prompt",
            "a red square on a blue background",
            "num_inference_steps",
            20,
            "guidance_scale",
            3,
            "seed",
            7);

    @TempDir
    Path directory;

    @Test
    void execDrawsTheSamePictureEachTime() throws Exception {
        Path job = directory.resolve("job.json");
        Files.write(job, PlainJson.write(Map.of("id", "picture-1", "workload", "sd_infer", "params", PARAMS)));
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            Map<?, ?> first = DemoModels.proof(pool, job, directory.resolve("a"), PARAMS.get("prompt"));
            Map<?, ?> second = DemoModels.proof(pool, job, directory.resolve("b"), PARAMS.get("prompt"));
            assertThat(second.get("output_sha")).isEqualTo(first.get("output_sha"));
            assertThat(directory.resolve("a").toFile().list()).containsExactlyInAnyOrder("out.json", "image-0.png");
            byte[] picture = Files.readAllBytes(directory.resolve("a").resolve("image-0.png"));
            assertThat(Files.readAllBytes(directory.resolve("b").resolve("image-0.png")))
                    .isEqualTo(picture);
            redSquareOnBlue(picture);
        }
    }

    private static void redSquareOnBlue(byte[] png) throws IOException {
        BufferedImage image = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(png)));
        assertThat(image.getWidth()).isEqualTo(64);
        assertThat(image.getHeight()).isEqualTo(64);
        int red = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                red += isMostly(image.getRGB(x, y), 16) ? 1 : 0;
            }
        }
        assertThat(red).as("red pixels").isBetween(64 * 64 / 20, 64 * 64 / 2);
        for (int corner :
                new int[] {image.getRGB(1, 1), image.getRGB(62, 1), image.getRGB(1, 62), image.getRGB(62, 62)}) {
            assertThat(isMostly(corner, 0)).as("blue in a corner: %x", corner).isTrue();
        }
    }

    /** @param shift where the colour lies in the pixel */
    private static boolean isMostly(int rgb, int shift) {
        int strongest = rgb >> shift & 255;
        int all = (rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255);
        return strongest > 128 && strongest > (all - strongest);
    }

    @Test
    void jobWhoseRunnerIsKilledComesToTheSamePicture() {
        Map<String, Object> params = new LinkedHashMap<>(PARAMS);
        params.put("num_inference_steps", 200);
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            pool.startCoordinator();
            var miner = pool.startMiner("m", Map.of("MODEL_DIR", DemoModels.directory()));
            PoolClient client = pool.client();
            Jobs jobs = new Jobs(client);
            JobView undisturbed = jobs.awaitEnd(submit(client, params));
            assertThat(undisturbed.state()).as("%s", undisturbed.failure()).isEqualTo(JobState.COMPLETED);

            JobView disturbed = submit(client, params);
            Eventually.get("a third of it", Jobs.SOON, () -> client.job(disturbed.id()), seen -> {
                Double progress = seen.progress();
                return seen.state().isFinal() || (progress != null && progress > 0.3);
            });
            miner.handle().descendants().forEach(ProcessHandle::destroyForcibly);
            JobView end = jobs.awaitEnd(disturbed);
            assertThat(end.state()).as("%s", end.failure()).isEqualTo(JobState.COMPLETED);
            assertThat(end.outputSha()).isEqualTo(undisturbed.outputSha());
            assertThat(end.credited()).isEqualTo(Jobs.PRICE);
            List<OutputPart> parts =
                    Objects.requireNonNull(Objects.requireNonNull(end.output()).parts());
            assertThat(client.part(end.id(), parts.get(0).sha256())).isNotEmpty();
        }
    }

    private static JobView submit(PoolClient client, Map<String, Object> params) {
        return client.submit(new SubmitRequest("sd_infer", params, JobMode.ANY, Jobs.PRICE, null, 5));
    }
}
