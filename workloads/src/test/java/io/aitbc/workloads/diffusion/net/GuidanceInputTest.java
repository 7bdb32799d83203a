package io.aitbc.workloads.diffusion.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.aitbc.testkit.NpyFile;
import io.aitbc.workloads.Rewritten;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.diffusion.parts.Parts.Kernels;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that take the guidance as an input, against plain ones that say the same in another way. */
final class GuidanceInputTest {
    private static final String FIRST = "time_embedding.linear_1.";
    private static final int TIME = 500;

    /** What torch makes of a guidance of 8.5 in the library's order: sines and cosines of 7500 and slower. */
    private static final double[] WAVES = {
        -0.851235867, 0.562671125, -0.435233027, 0.681638718, -0.524783254, -0.826680839, -0.900317848, 0.731688917
    };

    @TempDir
    Path temp;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    /** The projection is added before a linear layer, so another bias of that layer does the same. */
    @ParameterizedTest
    @CsvSource({"tiny-sd, PACKED", "tiny-sd, PLAIN", "tiny-sdxl, PACKED", "tiny-sdxl, PLAIN"})
    void the_guidance_moves_what_the_time_is_made_of(String model, Kernels kernels) throws Exception {
        Reference reference = new Reference(model);
        Path taking = copy(reference, "taking");
        float[] projection = GuidanceInput.into(taking, 0.2f);

        Path moved = copy(reference, "moved");
        Rewritten tensors = Rewritten.of(moved);
        ByteBuffer bias = tensors.bytes(FIRST + "bias");
        ByteBuffer matrix = tensors.bytes(FIRST + "weight");
        int waves = projection.length / WAVES.length;
        for (int out = 0; out < bias.capacity() / Float.BYTES; out++) {
            double shift = 0;
            for (int in = 0; in < waves; in++) {
                shift += matrix.getFloat((out * waves + in) * Float.BYTES) * projected(projection, in);
            }
            bias.putFloat(out * Float.BYTES, (float) (bias.getFloat(out * Float.BYTES) + shift));
        }
        tensors.write(moved);

        float[] expected = predicted(reference, moved, kernels, 1);
        assertThat(NpyFile.distance(predicted(reference, taking, kernels, 8.5), expected))
                .isLessThan(1e-4);
        assertThat(NpyFile.distance(predicted(reference, taking, kernels, 2), expected))
                .as("another guidance")
                .isGreaterThan(1e-2);
        assertThat(NpyFile.distance(reference.expected(TIME), expected))
                .as("none")
                .isGreaterThan(1e-2);
    }

    private static double projected(float[] projection, int row) {
        double sum = 0;
        for (int wave = 0; wave < WAVES.length; wave++) {
            sum += projection[row * WAVES.length + wave] * WAVES[wave];
        }
        return sum;
    }

    @Test
    void a_projection_of_zeros_changes_no_bit() throws Exception {
        Reference reference = new Reference("tiny-sd");
        Path taking = copy(reference, "zeros");
        GuidanceInput.into(taking, 0);
        assertThat(predicted(reference, taking, Kernels.PACKED, 8.5))
                .isEqualTo(predicted(reference, reference.unet(), Kernels.PACKED, 8.5));
    }

    private static float[] predicted(Reference reference, Path unet, Kernels kernels, double guidance)
            throws Exception {
        NetOptions options = new NetOptions(Optional.of(TorchType.FLOAT32), Device.cpu());
        try (Denoiser denoiser = Denoisers.load(unet, options, any -> kernels);
                Conditions conditions = reference.conditions(denoiser, guidance)) {
            return reference.predict(denoiser, conditions, TIME);
        }
    }

    private Path copy(Reference reference, String name) throws Exception {
        Path copy = Files.createDirectory(temp.resolve(name));
        for (String file : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
            Files.copy(reference.unet().resolve(file), copy.resolve(file));
        }
        return copy;
    }
}
