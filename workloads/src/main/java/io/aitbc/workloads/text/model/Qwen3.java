package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import java.util.ArrayList;
import java.util.List;

/** Qwen3: Llama whose queries and keys are normed, head by head, before they are rotated. */
final class Qwen3 extends Llama {
    private static final int DEFAULT_HEAD_SIZE = 128;
    private static final int DEFAULT_FULL_LAYERS = 28;

    @Override
    public String architecture() {
        return "Qwen3ForCausalLM";
    }

    @Override
    public String modelType() {
        return "qwen3";
    }

    @Override
    public String script() {
        return "qwen3.torchscript";
    }

    @Override
    public LlmConfig read(JsonConfig config) throws ModelException {
        if (!config.has("head_dim")) {
            throw config.wrong("head_dim", "is missing; it must be a number such as " + DEFAULT_HEAD_SIZE);
        }
        boolean bias = config.boolOr("attention_bias", false);
        return withWindows(config, read(config, new LlmConfig.Biases(bias, bias, false), 0));
    }

    @Override
    public List<Weight> layer(LlmConfig config, int number) {
        String attention = "model.layers." + number + ".self_attn.";
        List<Weight> weights = new ArrayList<>(super.layer(config, number));
        weights.add(Weight.of("q_norm", Slice.of(attention + "q_norm.weight", config.headSize())));
        weights.add(Weight.of("k_norm", Slice.of(attention + "k_norm.weight", config.headSize())));
        return weights;
    }

    /**
     * Qwen's way of saying which layers have a window: {@code layer_types}, or all from {@code max_window_layers} on.
     */
    static LlmConfig withWindows(JsonConfig config, LlmConfig plain) throws ModelException {
        int window = config.intOr("sliding_window", 0, 1, Limits.CONTEXT);
        int first = config.intOr("max_window_layers", DEFAULT_FULL_LAYERS, 0, Limits.LAYERS);
        List<String> types = config.texts("layer_types");
        if (!config.boolOr("use_sliding_window", false) || window == 0) {
            return plain;
        }
        if (!types.isEmpty() && types.size() != plain.layers()) {
            throw config.wrong("layer_types", "must have an entry for each of " + plain.layers() + " layers");
        }
        List<Integer> windows = new ArrayList<>();
        for (int layer = 0; layer < plain.layers(); layer++) {
            boolean slides = types.isEmpty() ? layer >= first : types.get(layer).equals("sliding_attention");
            windows.add(slides ? window : 0);
        }
        return plain.withWindows(windows);
    }
}
