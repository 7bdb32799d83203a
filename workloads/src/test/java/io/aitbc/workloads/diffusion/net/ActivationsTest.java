package io.aitbc.workloads.diffusion.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.aitbc.ipc.PlainJson;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.JsonConfig;
import io.aitbc.testkit.NpyFile;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.diffusion.parts.Parts.Kernels;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies between the parts of the reference UNet, against what the diffusers library had there. */
final class ActivationsTest {
    private static final Path MODEL = ReferenceModels.directory("tiny-sd");

    /** The row and the timestep that golden.json says they are for. */
    private static final int ROW = 1;

    private static final int TIME = 500;

    /** Of the greatest number there; the library's own error at the network's end is 1.5e-6. */
    private static final double TOLERANCE = 5e-6;

    /** Methods that the network's own script lacks, since only this test looks inside. */
    private static final String LOOK_INSIDE = """
              def inside(self) -> Tensor:
                x = __torch__.way_of(self.way).x
                assert x is not None, "nothing rests there"
                return x.to(6).contiguous().cpu()

              def waves(self, timestep: float) -> Tensor:
                time = torch.full([1], timestep, dtype=6)
                return __torch__.waves_of(time, __torch__.net_of(self.net).frequencies)

              def embedding(self, timestep: float) -> Tensor:
                return __torch__.net_of(self.net).time.forward(self.waves(timestep)).to(6).contiguous()

            """;

    private static final String BEFORE = "  def leave(self)";

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @ParameterizedTest
    @EnumSource(Kernels.class)
    void numbers_inside_of_the_network_are_those_of_the_library(Kernels kernels) throws Exception {
        Map<?, ?> golden = (Map<?, ?>) PlainJson.read(Files.readAllBytes(MODEL.resolve("golden.json")));
        Map<?, ?> activations = (Map<?, ?>) ((Map<?, ?>) golden.get("unet")).get("activations");
        assertThat(activations.get("for")).isEqualTo("row 1 of unet_sample, timestep 500, prompt 1");
        Map<?, ?> files = (Map<?, ?>) activations.get("files");
        assertThat(files).hasSize(10);

        UNetConfig config = UNetConfigs.read(JsonConfig.read(MODEL.resolve("unet/config.json")));
        List<UNetPart> parts = UNetLayout.of(config);
        Denoisers network = new Denoisers(config);
        String code = network.source(kernels, Device.cpu(), TorchType.FLOAT32).code();
        assertThat(code).containsOnlyOnce(BEFORE);
        NetOptions options = new NetOptions(Optional.of(TorchType.FLOAT32), Device.cpu());
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                Checkpoint checkpoint = Checkpoint.open(MODEL.resolve("unet"));
                ScriptModule script = new ScriptModule(Denoisers.archive(code.replace(BEFORE, LOOK_INSIDE + BEFORE)));
                WeightReader reader = options.reader(checkpoint, script)) {
            network.fill(script, reader, Device.cpu());
            UNetFacts facts = new UNetFacts(config, new UNetWork(config, parts), TorchType.FLOAT32);
            List<NDArray> inside = inside(manager, new TorchDenoiser(facts, script), script, parts.size());
            for (Map.Entry<?, ?> each : files.entrySet()) {
                String name = (String) each.getKey();
                NDArray actual = switch (name) {
                    case "time_proj" -> script.tensor(manager, "waves", (double) TIME);
                    case "time_embedding" -> script.tensor(manager, "embedding", (double) TIME);
                    default -> inside.get(parts(parts, name)).get(ROW + ":" + (ROW + 1));
                };
                check(name, actual, (List<?>) each.getValue());
            }
        }
    }

    /** What rests before the first part, after that, and so on to the last. */
    private static List<NDArray> inside(NDManager manager, Denoiser denoiser, ScriptModule script, int parts)
            throws Exception {
        List<NDArray> inside = new ArrayList<>();
        Reference reference = new Reference("tiny-sd");
        try (Conditions conditions = reference.conditions(denoiser)) {
            reference.predict(denoiser, conditions, TIME, () -> {
                inside.add(script.tensor(manager, "inside"));
                if (inside.size() == parts) {
                    script.test("advance");
                    inside.add(script.tensor(manager, "inside"));
                    throw new CancellationException("all was seen");
                }
            });
        } catch (CancellationException e) {
            assertThat(e).hasMessage("all was seen");
        }
        assertThat(inside).hasSize(parts + 1);
        return inside;
    }

    /** How many parts a picture has passed where the library gives something that name. */
    private static int parts(List<UNetPart> parts, String name) {
        if (name.equals("conv_in")) {
            return 0;
        }
        String prefix = name.replaceFirst("^(down|up)_block_(\\d)", "$1_blocks.$2.")
                .replaceFirst("_resnet_(\\d)$", "resnets.$1.")
                .replaceFirst("_attention_(\\d)$", "attentions.$1.");
        int passed = 0;
        for (int part = 0; part < parts.size(); part++) {
            passed = parts.get(part).name().startsWith(prefix) ? part + 1 : passed;
        }
        assertThat(passed).as(prefix).isPositive();
        return passed;
    }

    private static void check(String name, NDArray actual, List<?> fileAndShape) {
        NpyFile expected = NpyFile.read(MODEL.resolve("golden/" + fileAndShape.get(0)));
        List<Integer> shape = ((List<?>) fileAndShape.get(1))
                .stream().map(side -> ((Number) side).intValue()).toList();
        assertThat(expected.shape())
                .as(name)
                .isEqualTo(shape.stream().mapToInt(Integer::intValue).toArray());
        assertThat(actual.getShape().getShape())
                .as(name)
                .isEqualTo(shape.stream().mapToLong(Integer::longValue).toArray());
        double greatest = 1;
        for (float value : expected.values()) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        assertThat(NpyFile.distance(actual.toFloatArray(), expected.values()) / greatest)
                .as(name)
                .isLessThan(TOLERANCE);
    }
}
