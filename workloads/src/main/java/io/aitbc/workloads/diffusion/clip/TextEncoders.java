package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.Checkpoint;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.ComputeOptions;
import io.aitbc.workloads.engine.tensor.NativeHeap;
import io.aitbc.workloads.engine.tensor.RowTable;
import io.aitbc.workloads.engine.tensor.TensorCheck;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Loads text encoders. The engine must have been started. */
public final class TextEncoders {
    private TextEncoders() {}

    /**
     * Reads the configuration, checks every tensor's name, shape and type against it, and only then moves the weights.
     *
     * @param directory with {@code config.json} and safetensors
     * @param from which states the diffusion model was trained with
     * @throws ModelException {@code E_MODEL} for a model that this miner cannot run
     */
    public static TextEncoder load(Path directory, ComputeOptions options, StatesFrom from) throws ModelException {
        TextConfig config = TextConfig.read(JsonConfig.read(directory.resolve("config.json")));
        Checkpoint checkpoint = Checkpoint.open(directory);
        try {
            return load(config, checkpoint, options, from);
        } catch (ModelException | RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    private static TextEncoder load(
            TextConfig config, Checkpoint checkpoint, ComputeOptions options, StatesFrom from) throws ModelException {
        String prefix = "text_model.";
        List<Weight> weights = config.weights(prefix);
        Weight.Slice embedding = config.embedding(prefix);
        List<Weight.Slice> wanted = new ArrayList<>(WeightReader.slices(weights));
        wanted.add(embedding);
        Set<String> used = TensorCheck.of(
                checkpoint, wanted, tensor -> tensor.endsWith(".position_ids"), config.architecture());
        TorchType type = TorchType.chosen(
                options.type(),
                Objects.requireNonNull(checkpoint.tensors().get(embedding.tensor()))
                        .dtype(),
                options.device().isGpu());
        TextFacts facts = new TextFacts(
                config.architecture(),
                config.tower().width(),
                config.pooledWidth(),
                config.vocab(),
                config.context(),
                config.tower().layers() - from.leftOut(),
                TensorCheck.elements(checkpoint, used),
                checkpoint.weightBytes(),
                WeightReader.elements(weights) * type.bytes(),
                type);
        String code = config.tower()
                .script()
                .file(TextEncoders.class, "text.torchscript")
                .constant("compute_type", "int", type.number())
                .code();
        ScriptModule script =
                new ScriptModule(new ScriptArchive(code, "TextEncoder", Collections.singletonMap("weights", null)));
        try (WeightReader reader = new WeightReader(checkpoint, script, options.device())) {
            reader.mustBeFinite(embedding.tensor());
            for (Weight weight : weights) {
                reader.load(weight);
            }
            NativeHeap.trim();
            return new TorchTextEncoder(config, facts, from, checkpoint, script, new RowTable(checkpoint, embedding));
        } catch (ModelException | RuntimeException | Error e) {
            script.close();
            throw e;
        }
    }
}
