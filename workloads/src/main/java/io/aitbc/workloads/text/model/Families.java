package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.util.List;

/** All families, and which one a configuration is of. */
final class Families {
    static final List<Family> ALL = List.of(new Llama(), new Mistral(), new Qwen2(), new Qwen3(), new Gpt2());

    private Families() {}

    /** @throws ModelException naming what is asked for and what there is */
    static Family of(JsonConfig config) throws ModelException {
        config.only("quantization_config"); // weights in some packed form that no family reads
        List<String> asked = config.texts("architectures");
        String type = config.optionalText("model_type").orElse("");
        for (Family family : ALL) {
            if (asked.isEmpty() ? family.modelType().equals(type) : asked.contains(family.architecture())) {
                return family;
            }
        }
        String known = String.join(", ", ALL.stream().map(Family::architecture).toList());
        throw asked.isEmpty()
                ? config.wrong("model_type", "is not supported; this miner runs " + known)
                : config.wrong("architectures", "names " + String.join(", ", asked) + "; this miner runs " + known);
    }
}
