package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.Checkpoint;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.Loading;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.RowTable;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Loads text encoders. The engine must have been started. */
public final class TextEncoders {
    /** Before all names, but for files that some newer versions of the library wrote. */
    private static final String PREFIX = "text_model.";
    /** In a call: a prompt and what it is told from. */
    private static final int PROMPTS = 2;

    private TextEncoders() {}

    /**
     * Reads the configuration, checks every tensor's name, shape and type against it, and only then moves the weights.
     *
     * @param directory with {@code config.json} and safetensors
     * @param from which states the diffusion model was trained with
     * @throws ModelException {@code E_MODEL} for a model that this miner cannot run, {@code E_OOM} when memory ran out
     */
    public static TextEncoder load(Path directory, NetOptions options, StatesFrom from) throws ModelException {
        TextConfig config = TextConfig.read(JsonConfig.read(directory.resolve("config.json")));
        Checkpoint checkpoint = Checkpoint.open(directory);
        try {
            return Loading.of("the text encoder", checkpoint, () -> load(config, checkpoint, options, from));
        } catch (ModelException | RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    /**
     * The tensors that an encoder of this configuration has.
     *
     * @throws ModelException as {@link #load} does
     */
    public static List<Weight.Slice> tensors(JsonConfig config) throws ModelException {
        return tensors(TextConfig.read(config), PREFIX);
    }

    private static List<Weight.Slice> tensors(TextConfig config, String prefix) {
        List<Weight.Slice> tensors = new ArrayList<>(config.tower().slices(prefix));
        tensors.addAll(WeightReader.slices(config.ends(prefix)));
        tensors.add(config.embedding(prefix));
        return tensors;
    }

    private static TextEncoder load(TextConfig config, Checkpoint checkpoint, NetOptions options, StatesFrom from)
            throws ModelException {
        String prefix = checkpoint.tensors().containsKey(config.embedding("").tensor()) ? "" : PREFIX;
        Weight.Slice embedding = config.embedding(prefix);
        WeightReader.checkAll(
                checkpoint,
                tensors(config, prefix),
                tensor -> tensor.endsWith(".position_ids"),
                "this " + config.architecture());
        TorchType type = options.typeOf(WeightReader.check(checkpoint, embedding));
        TextFacts facts = new TextFacts(
                config.architecture(),
                config.tower().width(),
                config.pooledWidth(),
                config.vocab(),
                config.context(),
                config.tower().layers() - from.leftOut(),
                type);
        ScriptModule script = new ScriptModule(archive(config, options, type));
        try (WeightReader reader = options.reader(checkpoint, script)) {
            reader.mustBeFinite(embedding.tensor());
            Loading.move(config.ends(prefix), reader);
            script.run("set_ends");
            config.tower().load(prefix, reader, script);
            return new TorchTextEncoder(config, facts, from, checkpoint, script, new RowTable(checkpoint, embedding));
        } catch (ModelException | RuntimeException | Error e) {
            script.close();
            throw e;
        }
    }

    private static ScriptArchive archive(TextConfig config, NetOptions options, TorchType type) {
        String code = config.tower()
                .script(options.device(), type, PROMPTS * config.context())
                .file(TextEncoders.class, "text.torchscript")
                .code();
        Map<String, @Nullable Boolean> attributes = new LinkedHashMap<>();
        attributes.put("weights", null);
        attributes.put("layers", null);
        attributes.put("ends", null);
        return new ScriptArchive(code, "TextEncoder", attributes);
    }
}
