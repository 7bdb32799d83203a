package io.aitbc.workloads.text.model;

import ai.djl.Device;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.Dtype;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is about to be loaded, found to fit together before any weight is read.
 *
 * @param type in which it will compute
 * @param linear the files that make linear layers
 * @param cacheTokens for all sequences; each place has one slot more, which padding writes to
 */
record Plan(
        Family family,
        LlmConfig config,
        TorchType type,
        Quantization quantization,
        Device device,
        int cacheTokens,
        int places,
        List<String> linear,
        long parameters,
        long weightBytes) {

    static Plan of(Family family, LlmConfig config, Checkpoint checkpoint, LoadOptions options) throws ModelException {
        List<Slice> wanted = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            wanted.addAll(WeightReader.slices(family.layer(config, layer)));
        }
        wanted.addAll(WeightReader.slices(family.ends(config)));
        wanted.add(family.embedding(config));
        if (!config.tied()) {
            wanted.add(family.head(config));
        }
        long parameters = WeightReader.checkAll(
                checkpoint, wanted, family::isNeedless, "a " + family.architecture() + " with this config.json");
        TorchType type = type(checkpoint, family.embedding(config), options);
        return new Plan(
                family,
                config,
                type,
                options.quantization(),
                options.device(),
                cacheTokens(config, type, options),
                options.places(),
                LinearFiles.of(options.device(), type, options.quantization()),
                parameters,
                checkpoint.weightBytes());
    }

    private static TorchType type(Checkpoint checkpoint, Slice embedding, LoadOptions options) throws ModelException {
        Dtype stored = Objects.requireNonNull(checkpoint.tensors().get(embedding.tensor()))
                .dtype();
        return options.type()
                .orElse(TorchType.of(stored).orElse(TorchType.FLOAT32))
                .on(options.device());
    }

    private static int cacheTokens(LlmConfig config, TorchType type, LoadOptions options) throws ModelException {
        long perToken = config.cachePerToken() * type.bytes();
        long most = (long) options.places() * config.context();
        long tokens =
                Math.min(Math.min(most, options.cacheBytes() / perToken), Integer.MAX_VALUE - LoadOptions.MAX_PLACES);
        if (tokens < 1) {
            throw new ModelException(
                    FailureCode.E_OOM,
                    "the key/value cache has " + options.cacheBytes() + " bytes, and one token takes " + perToken);
        }
        return (int) tokens;
    }

    /** The same with linear layers that every device can compute. */
    Plan plain() {
        List<String> files = LinearFiles.plain(quantization);
        return new Plan(
                family, config, type, quantization, device, cacheTokens, places, files, parameters, weightBytes);
    }

    /**
     * In which rows go from layer to layer: what integer kernels answer is float32, and to round it each time costs.
     */
    TorchType stream() {
        return wholeNumbers() ? TorchType.FLOAT32 : type;
    }

    /** Whether all linear layers sum up whole numbers. */
    private boolean wholeNumbers() {
        return quantization == Quantization.INT8 && linear.contains("int8.torchscript");
    }

    /**
     * Rows that a decode computes. With another number of rows the engine may choose another kernel, which sums up in
     * another order, so there are always as many as there are places. Sums of whole numbers are the same in each order;
     * what is left then goes element by element, with the same instructions for each row where rows fill vectors.
     *
     * @param sequences in this step
     */
    int rows(int sequences) {
        boolean fillVectors =
                Stream.of(config.hidden(), config.inner(), config.headSize()).allMatch(n -> n % 32 == 0);
        return wholeNumbers() && fillVectors ? sequences : places;
    }

    /** Slots of the cache, with those for padding. */
    int slots() {
        return cacheTokens + places;
    }

    /** Bytes of weights that the layers and the head hold. */
    long readPerToken() {
        long read = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            read += bytes(family.layer(config, layer));
        }
        return read + bytes(ends());
    }

    private long bytes(List<Weight> weights) {
        return WeightReader.slices(weights).stream()
                .mapToLong(slice -> slice.shape().stream().reduce(1L, (a, b) -> a * b) * type.bytes())
                .sum();
    }

    Slice embedding() {
        return family.embedding(config);
    }

    /** All weights that no layer has; the head is the embedding when they are tied. */
    List<Weight> ends() {
        List<Weight> ends = new ArrayList<>(family.ends(config));
        ends.add(Weight.of("head.weight", config.tied() ? embedding() : family.head(config)));
        return ends;
    }
}
