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
import org.junit.jupiter.api.Test;

/** The generator beside the engine's own. */
final class EngineNoiseTest {
    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    private static ScriptModule draw() {
        String code = new ScriptSource()
                .file(EngineNoiseTest.class, "draw.torchscript")
                .code();
        return new ScriptModule(new ScriptArchive(code, "Draw", Map.of()));
    }

    @Test
    void measure() {
        try (ScriptModule module = draw();
                NDManager manager = TorchEngine.manager(Device.cpu())) {
            for (NoiseType type : NoiseType.values()) {
                for (int count : new int[] {1, 7, 15, 16, 17, 31, 32, 33, 1000, 16384, 200000}) {
                    int seed = 1234567 + count;
                    TorchGenerator ours = new TorchGenerator(seed);
                    Engine.getEngine("PyTorch").setRandomSeed(seed);
                    for (int round = 0; round < 3; round++) {
                        float[] mine = ours.normal(count, type);
                        float[] theirs = module.tensor(manager, "draw", (long) count, (long)
                                        TorchType.valueOf(type.name()).number())
                                .toFloatArray();
                        int equal = 0;
                        double most = 0;
                        long ulps = 0;
                        int at = 0;
                        for (int i = 0; i < count; i++) {
                            if (mine[i] == theirs[i]) equal++;
                            double d = Math.abs((double) mine[i] - theirs[i]);
                            if (d > most) {
                                most = d;
                                at = i;
                            }
                            long u = Math.abs((long) Float.floatToIntBits(mine[i]) - Float.floatToIntBits(theirs[i]));
                            if (Math.abs(mine[i]) > 1e-2) ulps = Math.max(ulps, u);
                        }
                        System.out.println("NOISE " + type + " " + count + " round " + round + " equal " + equal
                                + " max " + most + " at " + mine[at] + " vs " + theirs[at] + " ulps " + ulps);
                    }
                }
            }
        }
        assertThat(true).isTrue();
    }
}
