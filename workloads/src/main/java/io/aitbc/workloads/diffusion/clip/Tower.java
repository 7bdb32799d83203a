package io.aitbc.workloads.diffusion.clip;

import ai.djl.Device;
import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.parts.Loading;
import io.aitbc.workloads.diffusion.parts.Parts;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.NativeHeap;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers that CLIP's two halves, for text and for pictures, are made of.
 *
 * @param width of a token
 * @param inner width inside the feed-forward layers
 * @param activation {@code quick_gelu} or {@code gelu}
 */
record Tower(int width, int layers, int heads, int inner, String activation, double epsilon) {
    private static final int MAX_WIDTH = 1 << 16;
    private static final int MAX_LAYERS = 1024;

    /** @param absent what the library assumes where the configuration says nothing */
    static Tower read(JsonConfig config, Tower absent) throws ModelException {
        config.only("hidden_act", "quick_gelu", "gelu");
        int width = config.intOr("hidden_size", absent.width(), 1, MAX_WIDTH);
        int heads = config.intOr("num_attention_heads", absent.heads(), 1, MAX_WIDTH);
        if (width % heads != 0) {
            throw config.wrong("hidden_size", "must be a multiple of num_attention_heads, " + heads);
        }
        return new Tower(
                width,
                config.intOr("num_hidden_layers", absent.layers(), 1, MAX_LAYERS),
                heads,
                config.intOr("intermediate_size", absent.inner(), 1, MAX_WIDTH),
                config.optionalText("hidden_act").orElse(absent.activation()),
                config.doubleOr("layer_norm_eps", absent.epsilon(), 0, 1));
    }

    /**
     * The weights of a layer.
     *
     * @param prefix of the tensors' names, such as {@code text_model.}
     */
    List<Weight> layer(String prefix, int number) {
        String layer = prefix + "encoder.layers." + number + ".";
        String attention = layer + "self_attn.";
        List<Weight> weights = new ArrayList<>();
        weights.addAll(norm("norm_1", layer + "layer_norm1"));
        weights.add(Weight.of(
                "qkv.weight",
                Slice.of(attention + "q_proj.weight", width, width),
                Slice.of(attention + "k_proj.weight", width, width),
                Slice.of(attention + "v_proj.weight", width, width)));
        weights.add(Weight.of(
                "qkv.bias",
                Slice.of(attention + "q_proj.bias", width),
                Slice.of(attention + "k_proj.bias", width),
                Slice.of(attention + "v_proj.bias", width)));
        weights.addAll(linear("out", attention + "out_proj", width, width));
        weights.addAll(norm("norm_2", layer + "layer_norm2"));
        weights.addAll(linear("up", layer + "mlp.fc1", inner, width));
        weights.addAll(linear("down", layer + "mlp.fc2", width, inner));
        return weights;
    }

    /** All slices of all layers. */
    List<Slice> slices(String prefix) {
        List<Slice> slices = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            slices.addAll(WeightReader.slices(layer(prefix, layer)));
        }
        return slices;
    }

    /** A norm over a token, with its two weights. */
    List<Weight> norm(String role, String tensor) {
        return List.of(
                Weight.of(role + ".weight", Slice.of(tensor + ".weight", width)),
                Weight.of(role + ".bias", Slice.of(tensor + ".bias", width)));
    }

    private static List<Weight> linear(String role, String tensor, long outputs, long inputs) {
        return List.of(
                Weight.of(role + ".weight", Slice.of(tensor + ".weight", outputs, inputs)),
                Weight.of(role + ".bias", Slice.of(tensor + ".bias", outputs)));
    }

    /**
     * The layers' code with this tower's numbers.
     *
     * @param tokens that a call has usually
     */
    ScriptSource script(Device device, TorchType type, int tokens) {
        return Parts.source(device, type, (int) Math.ceil(Math.sqrt(tokens / 2.)))
                .file(Tower.class, "tower.torchscript")
                .constant("tower_heads", "int", heads)
                .constant("norm_epsilon", "float", epsilon)
                .constant("quick_gelu", "bool", activation.equals("quick_gelu") ? "True" : "False");
    }

    /** Moves all layers into a script, whose {@code add_layer} takes each. */
    void load(String prefix, WeightReader reader, ScriptModule script) throws ModelException {
        for (int layer = 0; layer < layers; layer++) {
            Loading.move(layer(prefix, layer), reader);
            script.run("add_layer");
            NativeHeap.trim();
        }
    }
}
