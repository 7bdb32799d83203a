package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Radford et al. 2019, "Language models are unsupervised multitask learners": GPT-2. */
final class Gpt2 implements Family {
    private static final String PREFIX = "transformer.";

    private final String prefix;

    Gpt2() {
        this(PREFIX);
    }

    private Gpt2(String prefix) {
        this.prefix = prefix;
    }

    /** Published files leave the prefix out. */
    @Override
    public Family fitting(Set<String> tensors) {
        return tensors.contains("wte.weight") ? new Gpt2("") : this;
    }

    @Override
    public String architecture() {
        return "GPT2LMHeadModel";
    }

    @Override
    public String modelType() {
        return "gpt2";
    }

    @Override
    public String script() {
        return "gpt2.torchscript";
    }

    @Override
    public LlmConfig read(JsonConfig config) throws ModelException {
        config.only("activation_function", "gelu_new", "gelu_pytorch_tanh");
        config.only("scale_attn_weights", true);
        config.only("scale_attn_by_inverse_layer_idx", false);
        config.only("add_cross_attention", false);
        int hidden = config.requiredInt("n_embd", 1, Limits.WIDTH);
        int heads = config.requiredInt("n_head", 1, Limits.HEADS);
        int layers = config.requiredInt("n_layer", 1, Limits.LAYERS);
        if (hidden % heads != 0 || hidden / heads > Limits.HEAD_SIZE) {
            throw config.wrong("n_embd", "must be n_head, " + heads + ", times at most " + Limits.HEAD_SIZE);
        }
        return new LlmConfig(
                hidden,
                layers,
                heads,
                heads,
                hidden / heads,
                config.intOr("n_inner", 4 * hidden, 1, Limits.INNER),
                config.requiredInt("vocab_size", 1, Limits.VOCAB),
                config.requiredInt("n_positions", 1, Limits.CONTEXT),
                config.doubleOr("layer_norm_epsilon", 1e-5, 0, 1),
                config.boolOr("tie_word_embeddings", true),
                Rope.NONE,
                Collections.nCopies(layers, 0),
                new LlmConfig.Biases(true, true, true));
    }

    @Override
    public List<Weight> layer(LlmConfig c, int number) {
        String layer = prefix + "h." + number + ".";
        int hidden = c.hidden();
        return List.of(
                Weight.of("norm_1.weight", Slice.of(layer + "ln_1.weight", hidden)),
                Weight.of("norm_1.bias", Slice.of(layer + "ln_1.bias", hidden)),
                Weight.of("norm_2.weight", Slice.of(layer + "ln_2.weight", hidden)),
                Weight.of("norm_2.bias", Slice.of(layer + "ln_2.bias", hidden)),
                Weight.transposed("qkv.weight", Slice.of(layer + "attn.c_attn.weight", hidden, 3L * hidden)),
                Weight.of("qkv.bias", Slice.of(layer + "attn.c_attn.bias", 3L * hidden)),
                Weight.transposed("out.weight", Slice.of(layer + "attn.c_proj.weight", hidden, hidden)),
                Weight.of("out.bias", Slice.of(layer + "attn.c_proj.bias", hidden)),
                Weight.transposed("up.weight", Slice.of(layer + "mlp.c_fc.weight", hidden, c.inner())),
                Weight.of("up.bias", Slice.of(layer + "mlp.c_fc.bias", c.inner())),
                Weight.transposed("down.weight", Slice.of(layer + "mlp.c_proj.weight", c.inner(), hidden)),
                Weight.of("down.bias", Slice.of(layer + "mlp.c_proj.bias", hidden)));
    }

    @Override
    public List<Weight> ends(LlmConfig config) {
        return List.of(
                Weight.of("positions", Slice.of(prefix + "wpe.weight", config.context(), config.hidden())),
                Weight.of("norm.weight", Slice.of(prefix + "ln_f.weight", config.hidden())),
                Weight.of("norm.bias", Slice.of(prefix + "ln_f.bias", config.hidden())));
    }

    @Override
    public Slice embedding(LlmConfig config) {
        return Slice.of(prefix + "wte.weight", config.vocab(), config.hidden());
    }

    /** Published files carry the causal mask and its filler. */
    @Override
    public boolean isNeedless(String tensor) {
        return tensor.endsWith(".attn.bias") || tensor.endsWith(".attn.masked_bias") || tensor.equals("lm_head.weight");
    }
}
