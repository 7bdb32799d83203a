package io.aitbc.workloads.text.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.Devices;
import io.aitbc.workloads.engine.EngineErrors;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.NativeHeap;
import io.aitbc.workloads.engine.tensor.RowTable;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Loads decoders. The engine must have been started ({@link TorchEngine#start}). */
public final class Decoders {
    private Decoders() {}

    /**
     * Reads the configuration, checks every tensor's name, shape and type against it, and only then moves the weights.
     *
     * @param directory with {@code config.json} and safetensors
     * @throws ModelException {@code E_MODEL} for a model that this miner cannot run, {@code E_OOM} when memory ran out
     */
    public static Decoder load(Path directory, LoadOptions options) throws ModelException {
        return load(directory, options, plan -> plan);
    }

    /**
     * How many tokens a model knows, as its configuration says; no weight is read.
     *
     * @throws ModelException {@code E_MODEL} for a model that this miner cannot run
     */
    public static int vocabulary(Path directory) throws ModelException {
        JsonConfig json = JsonConfig.read(directory.resolve("config.json"));
        return Families.of(json).read(json).vocab();
    }

    /** @param choice may change the plan */
    static Decoder load(Path directory, LoadOptions options, UnaryOperator<Plan> choice) throws ModelException {
        JsonConfig json = JsonConfig.read(directory.resolve("config.json"));
        Family family = Families.of(json);
        LlmConfig config = family.read(json);
        Checkpoint checkpoint = Checkpoint.open(directory);
        try {
            Plan plan = Plan.of(family.fitting(checkpoint.tensors().keySet()), config, checkpoint, options);
            return load(choice.apply(plan), checkpoint);
        } catch (ModelException | RuntimeException | Error e) {
            checkpoint.close();
            if (EngineErrors.isOutOfMemory(e)) {
                throw new ModelException(
                        FailureCode.E_OOM,
                        "memory ran out while the model was loaded, " + checkpoint.weightBytes() + " bytes");
            }
            throw e;
        }
    }

    private static Decoder load(Plan plan, Checkpoint checkpoint) throws ModelException {
        ScriptModule script = new ScriptModule(NetScript.of(plan));
        try (WeightReader reader = new WeightReader(checkpoint, script, plan.device(), () -> {})) {
            load(
                    plan.ends(),
                    reader); // the largest first: what packing it takes beside it is free again for the layers
            begin(plan, script);
            for (int layer = 0; layer < plan.config().layers(); layer++) {
                load(plan.family().layer(plan.config(), layer), reader);
                script.run("add_layer", plan.slots(), plan.config().windows().get(layer));
                NativeHeap.trim();
            }
            NativeHeap.collapse();
            if (!plan.config().tied()) {
                reader.mustBeFinite(plan.embedding().tensor());
            }
            return new TorchDecoder(plan, checkpoint, script, new RowTable(checkpoint, plan.embedding()));
        } catch (ModelException | RuntimeException | Error e) {
            script.close();
            throw e;
        }
    }

    private static void load(List<Weight> weights, WeightReader reader) throws ModelException {
        for (Weight weight : weights) {
            reader.load(weight);
        }
    }

    private static void begin(Plan plan, ScriptModule script) {
        List<Double> frequencies = plan.config().rope().frequencies();
        float[] rotary = new float[frequencies.size()];
        for (int i = 0; i < rotary.length; i++) {
            rotary[i] = frequencies.get(i).floatValue();
        }
        try (NDManager manager = TorchEngine.manager(Device.cpu());
                NDArray array = manager.create(rotary)) {
            script.run("begin", array, Devices.name(plan.device()));
        }
    }
}
