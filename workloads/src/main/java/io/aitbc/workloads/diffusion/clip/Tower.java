package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.script.ScriptSource;
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

    /** @param prefix of the tensors' names, such as {@code text_model.} */
    List<Weight> weights(String prefix) {
        List<Weight> weights = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            String tensor = prefix + "encoder.layers." + layer + ".";
            String role = "layers." + layer + ".";
            String attention = tensor + "self_attn.";
            weights.addAll(norm(role + "norm_1", tensor + "layer_norm1"));
            weights.add(Weight.of(
                    role + "qkv.weight",
                    Slice.of(attention + "q_proj.weight", width, width),
                    Slice.of(attention + "k_proj.weight", width, width),
                    Slice.of(attention + "v_proj.weight", width, width)));
            weights.add(Weight.of(
                    role + "qkv.bias",
                    Slice.of(attention + "q_proj.bias", width),
                    Slice.of(attention + "k_proj.bias", width),
                    Slice.of(attention + "v_proj.bias", width)));
            weights.addAll(linear(role + "out", attention + "out_proj", width, width));
            weights.addAll(norm(role + "norm_2", tensor + "layer_norm2"));
            weights.addAll(linear(role + "up", tensor + "mlp.fc1", inner, width));
            weights.addAll(linear(role + "down", tensor + "mlp.fc2", width, inner));
        }
        return weights;
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

    /** The layers' code with this tower's numbers. */
    ScriptSource script() {
        return new ScriptSource()
                .file(WeightReader.class, WeightReader.SCRIPT)
                .file(Tower.class, "tower.torchscript")
                .constant("layers", "int", layers)
                .constant("heads", "int", heads)
                .constant("norm_epsilon", "float", epsilon)
                .constant("quick_gelu", "bool", activation.equals("quick_gelu") ? "True" : "False");
    }
}
