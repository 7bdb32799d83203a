package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Llama 2 and 3; what is alike in the families that grew out of it comes from here. */
class Llama implements Family {
    @Override
    public String architecture() {
        return "LlamaForCausalLM";
    }

    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public String script() {
        return "llama.torchscript";
    }

    @Override
    public LlmConfig read(JsonConfig config) throws ModelException {
        boolean attention = config.boolOr("attention_bias", false);
        return read(config, new LlmConfig.Biases(attention, attention, config.boolOr("mlp_bias", false)), 0);
    }

    /** @param window of each layer, 0 for all that came before */
    static LlmConfig read(JsonConfig config, LlmConfig.Biases biases, int window) throws ModelException {
        config.only("hidden_act", "silu");
        config.only("partial_rotary_factor", 1);
        int hidden = config.requiredInt("hidden_size", 1, Limits.WIDTH);
        int layers = config.requiredInt("num_hidden_layers", 1, Limits.LAYERS);
        int heads = config.requiredInt("num_attention_heads", 1, Limits.HEADS);
        int kvHeads = config.intOr("num_key_value_heads", heads, 1, heads);
        int headSize = config.intOr("head_dim", Math.max(1, hidden / heads), 1, Limits.HEAD_SIZE);
        if (heads % kvHeads != 0) {
            throw config.wrong("num_key_value_heads", "must divide num_attention_heads, " + heads);
        }
        if (headSize % 2 != 0 || (!config.has("head_dim") && hidden % heads != 0)) {
            throw config.wrong("hidden_size", "does not give heads of an even width for num_attention_heads " + heads);
        }
        int context = config.requiredInt("max_position_embeddings", 1, Limits.CONTEXT);
        return new LlmConfig(
                hidden,
                layers,
                heads,
                kvHeads,
                headSize,
                config.requiredInt("intermediate_size", 1, Limits.INNER),
                config.requiredInt("vocab_size", 1, Limits.VOCAB),
                context,
                config.doubleOr("rms_norm_eps", 1e-6, 0, 1),
                config.boolOr("tie_word_embeddings", false),
                Rope.read(config, headSize, context),
                Collections.nCopies(layers, window),
                biases);
    }

    @Override
    public List<Weight> layer(LlmConfig c, int number) {
        String layer = "model.layers." + number + ".";
        long queries = (long) c.heads() * c.headSize();
        long keys = (long) c.kvHeads() * c.headSize();
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.of("attention_norm", Slice.of(layer + "input_layernorm.weight", c.hidden())));
        weights.add(Weight.of("mlp_norm", Slice.of(layer + "post_attention_layernorm.weight", c.hidden())));
        linear(
                weights,
                "qkv",
                c.hidden(),
                c.biases().qkv(),
                Slice.of(layer + "self_attn.q_proj", queries),
                Slice.of(layer + "self_attn.k_proj", keys),
                Slice.of(layer + "self_attn.v_proj", keys));
        linear(weights, "out", queries, c.biases().out(), Slice.of(layer + "self_attn.o_proj", c.hidden()));
        linear(
                weights,
                "gate_up",
                c.hidden(),
                c.biases().mlp(),
                Slice.of(layer + "mlp.gate_proj", c.inner()),
                Slice.of(layer + "mlp.up_proj", c.inner()));
        linear(weights, "down", c.inner(), c.biases().mlp(), Slice.of(layer + "mlp.down_proj", c.hidden()));
        return weights;
    }

    /** @param modules each with its number of outputs; they become one layer with all outputs */
    private static void linear(List<Weight> weights, String role, long inputs, boolean biased, Slice... modules) {
        List<Slice> matrices = new ArrayList<>();
        List<Slice> biases = new ArrayList<>();
        for (Slice module : modules) {
            matrices.add(Slice.of(module.tensor() + ".weight", module.shape().get(0), inputs));
            biases.add(new Slice(module.tensor() + ".bias", module.shape()));
        }
        weights.add(new Weight(role + ".weight", matrices, false));
        if (biased) {
            weights.add(new Weight(role + ".bias", biases, false));
        }
    }

    @Override
    public List<Weight> ends(LlmConfig config) {
        return List.of(Weight.of("norm", Slice.of("model.norm.weight", config.hidden())));
    }

    @Override
    public Slice embedding(LlmConfig config) {
        return Slice.of("model.embed_tokens.weight", config.vocab(), config.hidden());
    }
}
