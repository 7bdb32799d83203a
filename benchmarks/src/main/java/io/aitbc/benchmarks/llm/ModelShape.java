package io.aitbc.benchmarks.llm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The size of a Qwen2 model whose head is its embedding. Its weights are counted here and not asked of the decoder, so
 * that a decoder's mistake cannot flatter its figures.
 *
 * @param name as the command line calls it
 * @param inner width inside the feed-forward layers
 */
public record ModelShape(
        String name, int layers, int hidden, int heads, int kvHeads, int inner, int vocab, int context) {
    public static final ModelShape HALF = new ModelShape("0.5b", 24, 896, 14, 2, 4864, 151_936, 32_768);
    public static final ModelShape ONE_AND_HALF = new ModelShape("1.5b", 28, 1536, 12, 2, 8960, 151_936, 32_768);

    /** All that can be asked for. */
    public static final List<ModelShape> ALL = List.of(HALF, ONE_AND_HALF);

    private static final int BF16 = 2;

    /** A linear layer's rows (outputs) and columns (inputs). */
    public record Linear(int outputs, int inputs) {
        long weights() {
            return (long) outputs * inputs;
        }
    }

    /** @throws IllegalArgumentException naming those that there are */
    public static ModelShape named(String name) {
        return ALL.stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no model \"" + name + "\"; there are: "
                        + String.join(", ", ALL.stream().map(ModelShape::name).toList())));
    }

    int headSize() {
        return hidden / heads;
    }

    /** The linear layers of one layer as they can be computed at best: what has the same input in one piece. */
    public List<Linear> linears() {
        int keys = kvHeads * headSize();
        return List.of(
                new Linear(hidden + 2 * keys, hidden),
                new Linear(hidden, hidden),
                new Linear(2 * inner, hidden),
                new Linear(hidden, inner));
    }

    /** Names and shapes, in the order of the file. */
    Map<String, int[]> tensors() {
        int keys = kvHeads * headSize();
        Map<String, int[]> tensors = new LinkedHashMap<>();
        tensors.put("model.embed_tokens.weight", new int[] {vocab, hidden});
        for (int number = 0; number < layers; number++) {
            String layer = "model.layers." + number + ".";
            tensors.put(layer + "input_layernorm.weight", new int[] {hidden});
            tensors.put(layer + "self_attn.q_proj.weight", new int[] {hidden, hidden});
            tensors.put(layer + "self_attn.q_proj.bias", new int[] {hidden});
            tensors.put(layer + "self_attn.k_proj.weight", new int[] {keys, hidden});
            tensors.put(layer + "self_attn.k_proj.bias", new int[] {keys});
            tensors.put(layer + "self_attn.v_proj.weight", new int[] {keys, hidden});
            tensors.put(layer + "self_attn.v_proj.bias", new int[] {keys});
            tensors.put(layer + "self_attn.o_proj.weight", new int[] {hidden, hidden});
            tensors.put(layer + "post_attention_layernorm.weight", new int[] {hidden});
            tensors.put(layer + "mlp.gate_proj.weight", new int[] {inner, hidden});
            tensors.put(layer + "mlp.up_proj.weight", new int[] {inner, hidden});
            tensors.put(layer + "mlp.down_proj.weight", new int[] {hidden, inner});
        }
        tensors.put("model.norm.weight", new int[] {hidden});
        return tensors;
    }

    /** Of the checkpoint's weights, in bfloat16. */
    public long weightBytes() {
        return tensors().values().stream()
                .mapToLong(shape -> elements(shape) * BF16)
                .sum();
    }

    static long elements(int[] shape) {
        long elements = 1;
        for (int size : shape) {
            elements *= size;
        }
        return elements;
    }

    /** Weights of the linear layers of all layers together. */
    private long layerWeights() {
        return layers * linears().stream().mapToLong(Linear::weights).sum();
    }

    private long headWeights() {
        return (long) vocab * hidden;
    }

    /**
     * Bytes of weights that one decoded token cannot do without: linear layers and head. Norms, biases and the scales
     * of quantized weights, less than a hundredth, are left out.
     */
    public double bytesPerToken(Variant variant) {
        return layerWeights() * variant.layerBytes() + headWeights() * variant.headBytes();
    }

    /**
     * Floating point operations of the first {@code tokens} tokens, and logits of the last: no row is counted twice.
     */
    public double prefillFlops(int tokens) {
        double linear = 2.0 * layerWeights() * tokens + 2.0 * headWeights();
        double pairs = tokens * (tokens + 1.0) / 2; // of a token and one that it looks at
        return linear + 4.0 * layers * hidden * pairs;
    }

    /** What {@code config.json} says. */
    String config() {
        List<String> entries = new ArrayList<>();
        entries.add("\"architectures\": [\"Qwen2ForCausalLM\"]");
        entries.add("\"model_type\": \"qwen2\"");
        entries.add("\"hidden_act\": \"silu\"");
        entries.add("\"torch_dtype\": \"bfloat16\"");
        entries.add("\"tie_word_embeddings\": true");
        entries.add("\"rms_norm_eps\": 1e-6");
        entries.add("\"rope_theta\": 1000000.0");
        entries.add("\"num_hidden_layers\": " + layers);
        entries.add("\"hidden_size\": " + hidden);
        entries.add("\"num_attention_heads\": " + heads);
        entries.add("\"num_key_value_heads\": " + kvHeads);
        entries.add("\"intermediate_size\": " + inner);
        entries.add("\"vocab_size\": " + vocab);
        entries.add("\"max_position_embeddings\": " + context);
        return "{" + String.join(", ", entries) + "}";
    }
}
