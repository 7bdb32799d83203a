package io.aitbc.workloads.diffusion.vae;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.Loading;
import io.aitbc.workloads.diffusion.parts.Parts;
import io.aitbc.workloads.diffusion.vae.HalfWeights.Step;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.NativeHeap;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One half of an autoencoder, whose weights live inside a script module. */
final class HalfNet implements AutoCloseable {
    /** Of the norms; no configuration says it. */
    private static final double EPSILON = 1e-6;

    private final ScriptModule script;

    private HalfNet(ScriptModule script) {
        this.script = script;
    }

    /**
     * What a half is loaded from.
     *
     * @param checkpoint stays open as long as this is used
     */
    record Loader(VaeConfig config, Checkpoint checkpoint, List<Step> steps, Device device, TorchType type) {
        HalfNet load(Runnable checkCanceled) throws ModelException {
            ScriptModule script = new ScriptModule(archive());
            try (WeightReader reader = new WeightReader(checkpoint, script, device, checkCanceled)) {
                for (Step step : steps) {
                    Loading.move(step.weights(), reader);
                    script.run(step.call());
                    NativeHeap.trim();
                }
                return new HalfNet(script);
            } catch (ModelException | RuntimeException | Error e) {
                script.close();
                throw e;
            }
        }

        private ScriptArchive archive() {
            String code = Parts.source(device, type, config.tileSide())
                    .file(HalfNet.class, "vae.torchscript")
                    .constant("norm_groups", "int", config.groups())
                    .constant("norm_epsilon", "float", EPSILON)
                    .code();
            Map<String, @Nullable Boolean> attributes = new LinkedHashMap<>();
            for (String empty : List.of("weights", "ends", "middle", "blocks", "way")) {
                attributes.put(empty, null);
            }
            return new ScriptArchive(code, "Half", attributes);
        }
    }

    Plane decode(Plane latents, Runnable checkCanceled) {
        return run(latents, true, checkCanceled);
    }

    Plane encode(Plane image, Runnable checkCanceled) {
        return run(image, false, checkCanceled);
    }

    private Plane run(Plane plane, boolean decoding, Runnable checkCanceled) {
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                NDArray input =
                        manager.create(plane.values(), new Shape(1, plane.channels(), plane.height(), plane.width()))) {
            script.run("enter", input, decoding);
            boolean more = true;
            while (more) {
                checkCanceled.run();
                more = script.test("advance");
            }
            try (NDArray answer = script.tensor(manager, "leave")) {
                Shape shape = answer.getShape();
                return new Plane(answer.toFloatArray(), (int) shape.get(1), (int) shape.get(2), (int) shape.get(3));
            }
        } finally {
            script.run("forget");
            NativeHeap.trim();
        }
    }

    @Override
    public void close() {
        script.close();
    }
}
