package io.aitbc.workloads.diffusion.vae;

import ai.djl.Device;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.Loading;
import io.aitbc.workloads.diffusion.vae.HalfWeights.Step;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Loads autoencoders. The engine must have been started. */
public final class Vaes {
    private Vaes() {}

    /**
     * Reads the configuration, checks every tensor's name, shape and type against it, and only then moves the weights
     * of the half that decodes.
     *
     * @param directory with {@code config.json} and safetensors
     * @throws ModelException {@code E_MODEL} for an autoencoder that this miner cannot run, {@code E_OOM} when memory
     *     ran out
     */
    public static Vae load(Path directory, VaeOptions options) throws ModelException {
        VaeConfig config = VaeConfig.read(JsonConfig.read(directory.resolve("config.json")));
        Checkpoint checkpoint = Checkpoint.open(directory);
        try {
            return load(config, checkpoint, options);
        } catch (ModelException | RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    /**
     * The tensors that an autoencoder of this configuration has.
     *
     * @throws ModelException as {@link #load} does
     */
    public static List<Slice> tensors(JsonConfig config) throws ModelException {
        VaeConfig read = VaeConfig.read(config);
        List<Slice> all = new ArrayList<>(HalfWeights.slices(HalfWeights.decoder(read, Set.of())));
        all.addAll(HalfWeights.slices(HalfWeights.encoder(read, Set.of())));
        return all;
    }

    /**
     * What calls will take beside the weights, known before any is read.
     *
     * @throws ModelException as {@link #load}
     */
    public static WorkingMemory memory(Path directory, VaeOptions options) throws ModelException {
        VaeConfig config = VaeConfig.read(JsonConfig.read(directory.resolve("config.json")));
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            List<Step> decoder =
                    HalfWeights.decoder(config, checkpoint.tensors().keySet());
            TorchType type =
                    typeOf(config, checkpoint, HalfWeights.slices(decoder).get(0), options);
            return new WorkingMemory(config, type, options.tileAbove());
        }
    }

    private static TorchType typeOf(VaeConfig config, Checkpoint checkpoint, Slice first, VaeOptions options)
            throws ModelException {
        TorchType type = options.net().typeOf(WeightReader.check(checkpoint, first));
        return type == TorchType.FLOAT16 && config.forceUpcast() ? TorchType.FLOAT32 : type;
    }

    private static Vae load(VaeConfig config, Checkpoint checkpoint, VaeOptions options) throws ModelException {
        Set<String> names = checkpoint.tensors().keySet();
        List<Step> decoder = HalfWeights.decoder(config, names);
        List<Step> encoder = HalfWeights.encoder(config, names);
        List<Slice> wanted = new ArrayList<>(HalfWeights.slices(decoder));
        wanted.addAll(HalfWeights.slices(encoder));
        WeightReader.checkAll(checkpoint, wanted, tensor -> false, "an " + VaeConfig.CLASS + " with this config.json");
        Device device = options.net().device();
        TorchType type = typeOf(config, checkpoint, wanted.get(0), options);
        HalfNet.Loader loader = new HalfNet.Loader(config, checkpoint, decoder, device, type);
        HalfNet decoding = Loading.of(
                "the autoencoder", checkpoint, () -> loader.load(options.net().checkCanceled()));
        VaeFacts facts = new VaeFacts(
                config.latentChannels(),
                config.scale(),
                options.tileAbove(),
                new WorkingMemory(config, type, options.tileAbove()),
                type);
        return new TorchVae(
                config, facts, checkpoint, decoding, new HalfNet.Loader(config, checkpoint, encoder, device, type));
    }
}
