package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;

/** Qwen2 and Qwen2.5: Llama with biases on queries, keys and values. */
final class Qwen2 extends Llama {
    @Override
    public String architecture() {
        return "Qwen2ForCausalLM";
    }

    @Override
    public String modelType() {
        return "qwen2";
    }

    @Override
    public LlmConfig read(JsonConfig config) throws ModelException {
        return Qwen3.withWindows(config, read(config, new LlmConfig.Biases(true, false, false), 0));
    }
}
