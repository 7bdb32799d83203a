package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;

/** Jiang et al. 2023, "Mistral 7B": Llama whose layers look back at a window only. */
final class Mistral extends Llama {
    private static final int DEFAULT_WINDOW = 4096;

    @Override
    public String architecture() {
        return "MistralForCausalLM";
    }

    @Override
    public String modelType() {
        return "mistral";
    }

    @Override
    public LlmConfig read(JsonConfig config) throws ModelException {
        int absent = config.names().contains("sliding_window") ? 0 : DEFAULT_WINDOW; // null says that there is none
        int window = config.intOr("sliding_window", absent, 1, Limits.CONTEXT);
        return read(config, new LlmConfig.Biases(false, false, false), window);
    }
}
