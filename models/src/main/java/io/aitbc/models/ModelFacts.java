package io.aitbc.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * What a model says of itself, and its headers agree with.
 *
 * @param architecture such as {@code LlamaForCausalLM}, or a diffusers pipeline's class; empty when it does not say
 * @param parameters elements of all tensors
 * @param weightBytes of all tensors
 * @param dtypes of the tensors, in the order of their names
 * @param contextLength tokens that it was made for, where it is a language model
 * @param vocabulary tokens that it knows, where it is a language model
 * @param tensors by their names, with the component's before it where there are several
 */
public record ModelFacts(
        String architecture,
        long parameters,
        long weightBytes,
        List<String> dtypes,
        OptionalInt contextLength,
        OptionalInt vocabulary,
        Map<String, TensorInfo> tensors) {
    private static final String[] CONTEXT_KEYS = {"max_position_embeddings", "n_positions"};

    /** Reads headers and configurations, and no weight. */
    public static ModelFacts of(StoredModel model) throws ModelException {
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        for (Component component : model.components()) {
            if (model.kind() == StoredModel.Kind.CHECKPOINT || component.hasWeights()) {
                String prefix = component.name().isEmpty() ? "" : component.name() + "/";
                try (Checkpoint checkpoint = component.checkpoint()) {
                    checkpoint.tensors().forEach((name, info) -> tensors.put(prefix + name, info));
                }
            }
        }
        boolean pipeline = model.kind() == StoredModel.Kind.PIPELINE;
        JsonConfig config =
                JsonConfig.read(model.directory().resolve(pipeline ? StoredModel.PIPELINE : StoredModel.CONFIG));
        return new ModelFacts(
                pipeline ? config.optionalText("_class_name").orElse("") : architecture(config),
                tensors.values().stream().mapToLong(TensorInfo::elements).sum(),
                tensors.values().stream().mapToLong(TensorInfo::bytes).sum(),
                dtypes(tensors),
                size(config, CONTEXT_KEYS),
                size(config, "vocab_size"),
                tensors);
    }

    private static String architecture(JsonConfig config) throws ModelException {
        List<String> named = config.texts("architectures");
        Optional<String> first = named.stream().findFirst();
        return first.isPresent()
                ? first.get()
                : config.optionalText("model_type").orElse("");
    }

    private static List<String> dtypes(Map<String, TensorInfo> tensors) {
        TreeSet<String> names = new TreeSet<>();
        tensors.values().forEach(tensor -> names.add(tensor.dtype().name()));
        return List.copyOf(names);
    }

    private static OptionalInt size(JsonConfig config, String... keys) throws ModelException {
        for (String key : keys) {
            if (config.has(key)) {
                return OptionalInt.of(config.requiredInt(key, 1, Integer.MAX_VALUE));
            }
        }
        return OptionalInt.empty();
    }
}
