package io.aitbc.workloads.diffusion.net;

import ai.djl.Device;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.models.TensorInfo;
import io.aitbc.workloads.diffusion.parts.Loading;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.diffusion.parts.Parts;
import io.aitbc.workloads.diffusion.parts.Parts.Kernels;
import io.aitbc.workloads.engine.Devices;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.NativeHeap;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads denoisers. The engine must have been started ({@link TorchEngine#start}). */
public final class Denoisers {
    /** Where a configuration does not say how large the latents are. */
    private static final int USUAL_SIDE = 64;

    private final UNetConfig config;
    private final List<UNetPart> parts;
    private final UNetWeights weights;

    Denoisers(UNetConfig config) {
        this.config = config;
        this.parts = UNetLayout.of(config);
        this.weights = new UNetWeights(config);
    }

    /**
     * Reads the configuration, checks every tensor's name, shape and type against it, and only then moves the weights.
     *
     * @param directory with {@code config.json} and safetensors
     * @throws ModelException {@code E_MODEL} for a network that this miner cannot run, {@code E_OOM} when memory ran
     *     out
     */
    public static Denoiser load(Path directory, NetOptions options) throws ModelException {
        return load(directory, options, type -> Kernels.of(options.device(), type));
    }

    /** @param kernels chooses by the type that will be computed in */
    static Denoiser load(Path directory, NetOptions options, Function<TorchType, Kernels> kernels)
            throws ModelException {
        UNetConfig config = UNetConfigs.read(JsonConfig.read(directory.resolve("config.json")));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return Loading.of(
                    "the denoiser", checkpoint, () -> new Denoisers(config).load(checkpoint, options, kernels));
        }
    }

    /**
     * The tensors that a network of this configuration has.
     *
     * @throws ModelException as {@link #load} does
     */
    public static List<Weight.Slice> tensors(JsonConfig config) throws ModelException {
        Denoisers network = new Denoisers(UNetConfigs.read(config));
        return WeightReader.slices(network.weights.all(network.parts));
    }

    /**
     * What calls will take beside the weights, known before any is read.
     *
     * @throws ModelException as {@link #load} does
     */
    public static DenoiserMemory memory(Path directory, NetOptions options) throws ModelException {
        UNetConfig config = UNetConfigs.read(JsonConfig.read(directory.resolve("config.json")));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            return new Denoisers(config).memory(type(checkpoint, options), options);
        }
    }

    private DenoiserMemory memory(TorchType type, NetOptions options) {
        return new DenoiserMemory(config, parts, type, options.device().isGpu());
    }

    private static TorchType type(Checkpoint checkpoint, NetOptions options) {
        TensorInfo first = checkpoint.tensors().get("conv_in.weight");
        Optional<TorchType> stored = first == null ? Optional.empty() : TorchType.of(first.dtype());
        return options.typeOf(stored.orElse(TorchType.FLOAT32));
    }

    private Denoiser load(Checkpoint checkpoint, NetOptions options, Function<TorchType, Kernels> kernels)
            throws ModelException {
        WeightReader.checkAll(
                checkpoint,
                WeightReader.slices(weights.all(parts)),
                tensor -> false,
                "a UNet2DConditionModel with this config.json");
        TorchType type = type(checkpoint, options);
        ScriptSource source = source(kernels.apply(type), options.device(), type);
        ScriptModule script = new ScriptModule(archive(source.code()));
        try (WeightReader reader = options.reader(checkpoint, script)) {
            fill(script, reader, options.device());
            UNetWork work = new UNetWork(config, parts);
            return new TorchDenoiser(new UNetFacts(config, work, type), script);
        } catch (ModelException | RuntimeException | Error e) {
            script.close();
            throw e;
        }
    }

    /** Gives the script its weights, part by part. */
    void fill(ScriptModule script, WeightReader reader, Device device) throws ModelException {
        Loading.move(weights.ends(), reader);
        script.run("begin", Devices.name(device));
        for (UNetPart part : parts) {
            add(part, reader, script);
            NativeHeap.trim();
        }
    }

    /** The script of a network of this configuration. */
    ScriptSource source(Kernels kernels, Device device, TorchType type) {
        UNetConfig.Added added = config.added();
        int side = config.sampleSize() == 0 ? USUAL_SIDE : config.sampleSize();
        return Parts.source(kernels, device, type, side)
                .file(Denoisers.class, "unet.torchscript")
                .constant("norm_groups", "int", config.groups())
                .constant("norm_epsilon", "float", config.epsilon())
                .constant("time_width", "int", config.stages().get(0).channels())
                .constant("added_width", "int", added == null ? 2 : added.timeIdWidth())
                .constant("guidance_width", "int", config.guidanceWidth())
                .constant("frequency_shift", "float", config.times().shift())
                .constant("cosine_first", "bool", config.times().cosineFirst() ? "True" : "False");
    }

    /** @param code of {@link #source} */
    static ScriptArchive archive(String code) {
        Map<String, @Nullable Boolean> attributes = new LinkedHashMap<>();
        attributes.put("net", null);
        attributes.put("weights", null);
        attributes.put("jobs", null);
        attributes.put("way", null);
        return new ScriptArchive(code, "Denoiser", attributes);
    }

    private void add(UNetPart part, WeightReader reader, ScriptModule script) throws ModelException {
        Loading.move(weights.of(part), reader);
        switch (part.kind()) {
            case RESNET -> script.run("add_resnet", part.takes(), part.keeps());
            case TRANSFORMER -> script.run("add_transformer", part.attention().depth(), part.keeps());
            case DOWNSAMPLE -> script.run("add_downsample");
            case UPSAMPLE -> script.run("add_upsample");
        }
        for (int layer = 0; layer < part.attention().depth(); layer++) {
            Loading.move(weights.layer(part, layer), reader);
            script.run("add_layer", part.attention().heads());
        }
    }
}
