package io.aitbc.workloads.diffusion.vae;

import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The parts of one half of an autoencoder, in the order in which its script takes them. */
final class HalfWeights {
    private final VaeConfig config;
    private final boolean oldNames;
    private final String half;
    private final List<Step> steps = new ArrayList<>();

    /**
     * One call of the script.
     *
     * @param weights that it takes
     */
    record Step(String call, List<Weight> weights) {}

    private HalfWeights(VaeConfig config, boolean oldNames, String half) {
        this.config = config;
        this.oldNames = oldNames;
        this.half = half;
    }

    /** @param tensors of the checkpoint; older ones call what attention has by other names */
    static List<Step> decoder(VaeConfig config, Set<String> tensors) {
        HalfWeights decoder = new HalfWeights(config, isOld(tensors), "decoder.");
        int latents = config.latentChannels();
        List<Weight> ends = new ArrayList<>(decoder.conv("first", "conv_in", latents, config.deepest(), 3));
        ends.addAll(decoder.norm("norm", "conv_norm_out", config.widths().get(0)));
        ends.addAll(decoder.conv("last", "conv_out", config.widths().get(0), VaeConfig.COLOURS, 3));
        if (config.options().postQuantConv()) {
            ends.addAll(conv("latent", "post_quant_conv", latents, latents));
        }
        decoder.add("set_ends", ends);
        decoder.middle();
        int in = config.deepest();
        for (int block = 0; block < config.widths().size(); block++) {
            int out = config.widths().get(config.widths().size() - 1 - block);
            String name = "up_blocks." + block;
            decoder.block(name, in, out, config.layers() + 1);
            if (block < config.widths().size() - 1) {
                decoder.add("add_up", decoder.conv("conv", name + ".upsamplers.0.conv", out, out, 3));
            }
            in = out;
        }
        return decoder.steps;
    }

    /** @param tensors of the checkpoint; older ones call what attention has by other names */
    static List<Step> encoder(VaeConfig config, Set<String> tensors) {
        HalfWeights encoder = new HalfWeights(config, isOld(tensors), "encoder.");
        int moments = 2 * config.latentChannels();
        int in = config.widths().get(0);
        List<Weight> ends = new ArrayList<>(encoder.conv("first", "conv_in", VaeConfig.COLOURS, in, 3));
        ends.addAll(encoder.norm("norm", "conv_norm_out", config.deepest()));
        ends.addAll(encoder.conv("last", "conv_out", config.deepest(), moments, 3));
        if (config.options().quantConv()) {
            ends.addAll(conv("latent", "quant_conv", moments, moments));
        }
        encoder.add("set_ends", ends);
        encoder.middle();
        for (int block = 0; block < config.widths().size(); block++) {
            int out = config.widths().get(block);
            String name = "down_blocks." + block;
            encoder.block(name, in, out, config.layers());
            if (block < config.widths().size() - 1) {
                encoder.add("add_down", encoder.conv("conv", name + ".downsamplers.0.conv", out, out, 3));
            }
            in = out;
        }
        return encoder.steps;
    }

    static List<Slice> slices(List<Step> steps) {
        return steps.stream()
                .flatMap(step -> WeightReader.slices(step.weights()).stream())
                .toList();
    }

    private static boolean isOld(Set<String> tensors) {
        return tensors.contains("decoder.mid_block.attentions.0.query.weight");
    }

    private void add(String call, List<Weight> weights) {
        steps.add(new Step(call, weights));
    }

    private void middle() {
        int width = config.deepest();
        add("add_middle_resnet", resnet("mid_block.resnets.0", width, width));
        if (config.options().middleAttention()) {
            add("add_middle_attention", attention("mid_block.attentions.0", width));
        }
        add("add_middle_resnet", resnet("mid_block.resnets.1", width, width));
    }

    private void block(String name, int in, int out, int resnets) {
        add("add_block", resnet(name + ".resnets.0", in, out));
        for (int resnet = 1; resnet < resnets; resnet++) {
            add("add_resnet", resnet(name + ".resnets." + resnet, out, out));
        }
    }

    private List<Weight> resnet(String name, int in, int out) {
        List<Weight> weights = new ArrayList<>(norm("norm1", name + ".norm1", in));
        weights.addAll(conv("conv1", name + ".conv1", in, out, 3));
        weights.addAll(norm("norm2", name + ".norm2", out));
        weights.addAll(conv("conv2", name + ".conv2", out, out, 3));
        if (in != out) {
            weights.addAll(conv("shortcut", name + ".conv_shortcut", in, out, 1));
        }
        return weights;
    }

    private List<Weight> attention(String name, int width) {
        String tensor = half + name + ".";
        String query = tensor + (oldNames ? "query" : "to_q");
        String key = tensor + (oldNames ? "key" : "to_k");
        String value = tensor + (oldNames ? "value" : "to_v");
        String out = tensor + (oldNames ? "proj_attn" : "to_out.0");
        List<Weight> weights = new ArrayList<>(norm("norm", name + ".group_norm", width));
        weights.add(Weight.of(
                "own.qkv.weight",
                Slice.of(query + ".weight", width, width),
                Slice.of(key + ".weight", width, width),
                Slice.of(value + ".weight", width, width)));
        weights.add(Weight.of(
                "own.qkv.bias",
                Slice.of(query + ".bias", width),
                Slice.of(key + ".bias", width),
                Slice.of(value + ".bias", width)));
        weights.add(Weight.of("own.out.weight", Slice.of(out + ".weight", width, width)));
        weights.add(Weight.of("own.out.bias", Slice.of(out + ".bias", width)));
        return weights;
    }

    private List<Weight> norm(String role, String name, long width) {
        return List.of(
                Weight.of(role + ".weight", Slice.of(half + name + ".weight", width)),
                Weight.of(role + ".bias", Slice.of(half + name + ".bias", width)));
    }

    private List<Weight> conv(String role, String name, long in, long out, long side) {
        return List.of(
                Weight.of(role + ".weight", Slice.of(half + name + ".weight", out, in, side, side)),
                Weight.of(role + ".bias", Slice.of(half + name + ".bias", out)));
    }

    /** A convolution of single numbers, which belongs to neither half by name. */
    private static List<Weight> conv(String role, String tensor, long in, long out) {
        return List.of(
                Weight.of(role + ".weight", Slice.of(tensor + ".weight", out, in, 1, 1)),
                Weight.of(role + ".bias", Slice.of(tensor + ".bias", out)));
    }
}
