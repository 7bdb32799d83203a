package io.aitbc.workloads.diffusion.net;

import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import java.util.ArrayList;
import java.util.List;

/** Which tensors make which part of the script, by the names that the diffusers library gives them. */
final class UNetWeights {
    private static final int KERNEL = 3;

    private final UNetConfig config;

    UNetWeights(UNetConfig config) {
        this.config = config;
    }

    /** Everything, to be checked. */
    List<Weight> all(List<UNetPart> parts) {
        List<Weight> all = new ArrayList<>(ends());
        for (UNetPart part : parts) {
            all.addAll(of(part));
            for (int layer = 0; layer < part.attention().depth(); layer++) {
                all.addAll(layer(part, layer));
            }
        }
        return all;
    }

    /** What comes before the first block and after the last. */
    List<Weight> ends() {
        int first = config.stages().get(0).channels();
        List<Weight> weights = new ArrayList<>();
        conv(weights, "enter", "conv_in", config.inChannels(), first);
        conv(weights, "leave", "conv_out", first, config.outChannels());
        norm(weights, "norm", "conv_norm_out", first);
        embedding(weights, "time", "time_embedding", first);
        if (config.takesGuidance()) {
            weights.add(Weight.of(
                    "guidance.weight", Slice.of("time_embedding.cond_proj.weight", first, config.guidanceWidth())));
        }
        UNetConfig.Added added = config.added();
        if (added != null) {
            embedding(weights, "added", "add_embedding", added.inputWidth());
        }
        return weights;
    }

    private void embedding(List<Weight> weights, String role, String name, int inputs) {
        linear(weights, role + ".1", name + ".linear_1", inputs, config.timeWidth());
        linear(weights, role + ".2", name + ".linear_2", config.timeWidth(), config.timeWidth());
    }

    /** Of one part; a transformer's layers not counted. */
    List<Weight> of(UNetPart part) {
        return switch (part.kind()) {
            case RESNET -> resnet(part);
            case TRANSFORMER -> transformer(part);
            case DOWNSAMPLE, UPSAMPLE -> {
                List<Weight> weights = new ArrayList<>();
                conv(weights, "conv", part.name() + "conv", part.in(), part.out());
                yield weights;
            }
        };
    }

    private List<Weight> resnet(UNetPart part) {
        List<Weight> weights = new ArrayList<>();
        norm(weights, "norm1", part.name() + "norm1", part.in());
        conv(weights, "conv1", part.name() + "conv1", part.in(), part.out());
        linear(weights, "time", part.name() + "time_emb_proj", config.timeWidth(), part.out());
        norm(weights, "norm2", part.name() + "norm2", part.out());
        conv(weights, "conv2", part.name() + "conv2", part.out(), part.out());
        if (part.in() != part.out()) {
            pixelwise(weights, "shortcut", part.name() + "conv_shortcut", part.in(), part.out(), false);
        }
        return weights;
    }

    private List<Weight> transformer(UNetPart part) {
        List<Weight> weights = new ArrayList<>();
        norm(weights, "norm", part.name() + "norm", part.in());
        pixelwise(weights, "enter", part.name() + "proj_in", part.in(), part.in(), config.linear());
        pixelwise(weights, "leave", part.name() + "proj_out", part.in(), part.in(), config.linear());
        return weights;
    }

    /** A layer of a transformer. */
    List<Weight> layer(UNetPart part, int number) {
        String name = part.name() + "transformer_blocks." + number + ".";
        long width = part.in();
        long text = part.attention().crossWidth();
        List<Weight> weights = new ArrayList<>();
        norm(weights, "norm1", name + "norm1", width);
        norm(weights, "norm2", name + "norm2", width);
        norm(weights, "norm3", name + "norm3", width);
        weights.add(Weight.of(
                "self.qkv.weight",
                Slice.of(name + "attn1.to_q.weight", width, width),
                Slice.of(name + "attn1.to_k.weight", width, width),
                Slice.of(name + "attn1.to_v.weight", width, width)));
        linear(weights, "self.out", name + "attn1.to_out.0", width, width);
        weights.add(Weight.of("cross.q.weight", Slice.of(name + "attn2.to_q.weight", width, width)));
        weights.add(Weight.of(
                "cross.kv.weight",
                Slice.of(name + "attn2.to_k.weight", width, text),
                Slice.of(name + "attn2.to_v.weight", width, text)));
        linear(weights, "cross.out", name + "attn2.to_out.0", width, width);
        linear(weights, "up", name + "ff.net.0.proj", width, 8 * width);
        linear(weights, "down", name + "ff.net.2", 4 * width, width);
        return weights;
    }

    private static void norm(List<Weight> weights, String role, String name, long width) {
        weights.add(Weight.of(role + ".weight", Slice.of(name + ".weight", width)));
        weights.add(Weight.of(role + ".bias", Slice.of(name + ".bias", width)));
    }

    private static void linear(List<Weight> weights, String role, String name, long in, long out) {
        pixelwise(weights, role, name, in, out, true);
    }

    /** A linear layer, which may be written as a convolution of single pixels. */
    private static void pixelwise(List<Weight> weights, String role, String name, long in, long out, boolean linear) {
        String matrix = name + ".weight";
        weights.add(Weight.of(role + ".weight", linear ? Slice.of(matrix, out, in) : Slice.of(matrix, out, in, 1, 1)));
        weights.add(Weight.of(role + ".bias", Slice.of(name + ".bias", out)));
    }

    private static void conv(List<Weight> weights, String role, String name, long in, long out) {
        weights.add(Weight.of(role + ".weight", Slice.of(name + ".weight", out, in, KERNEL, KERNEL)));
        weights.add(Weight.of(role + ".bias", Slice.of(name + ".bias", out)));
    }
}
