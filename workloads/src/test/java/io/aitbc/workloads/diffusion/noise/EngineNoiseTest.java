package io.aitbc.workloads.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The generator beside the engine's own, which draws what {@code torch.randn} draws in diffusers. */
final class EngineNoiseTest {
    /** torch approximates logarithm, sine and cosine in float32, in a way that depends on the processor. */
    private static final double FLOAT32_DIFFERENCE = 6e-7;

    private static final int[] COUNTS = {1, 7, 16, 15, 16, 17, 4, 31, 3, 32, 33, 1000, 2 * 4 * 64 * 64};

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT32, 0", "FLOAT32, 42", "FLOAT32, 2147483647", "FLOAT32, -1",
        "FLOAT16, 0", "FLOAT16, 1234", "BFLOAT16, 0", "BFLOAT16, 99"
    })
    void noise_is_that_of_the_engine(NoiseType type, int seed) {
        TorchGenerator generator = new TorchGenerator(seed);
        String code = new ScriptSource()
                .file(EngineNoiseTest.class, "draw.torchscript")
                .code();
        try (ScriptModule module = new ScriptModule(new ScriptArchive(code, "Draw", Map.of()));
                NDManager manager = TorchEngine.manager(Device.cpu())) {
            Engine.getEngine(TorchEngine.NAME).setRandomSeed(seed);
            long number = TorchType.valueOf(type.name()).number();
            for (int count : COUNTS) {
                float[] expected =
                        module.tensor(manager, "draw", (long) count, number).toFloatArray();
                near(generator.normal(count, type), expected, type == NoiseType.FLOAT32 ? FLOAT32_DIFFERENCE : 0);
            }
        }
    }

    private static void near(float[] actual, float[] expected, double allowed) {
        assertThat(actual).hasSameSizeAs(expected);
        double most = 0;
        for (int i = 0; i < actual.length; i++) {
            most = Math.max(most, Math.abs((double) actual[i] - expected[i]));
        }
        assertThat(most).isLessThanOrEqualTo(allowed);
    }
}
