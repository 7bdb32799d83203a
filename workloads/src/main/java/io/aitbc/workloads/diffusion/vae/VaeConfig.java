package io.aitbc.workloads.diffusion.vae;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What an autoencoder's {@code config.json} says.
 *
 * @param widths channels of the blocks, from the picture to the latents
 * @param layers residual blocks of a block that encodes; one that decodes has one more
 * @param groups of the norms
 * @param sampleSize side of the pictures that it was made for
 */
public record VaeConfig(
        List<Integer> widths,
        int layers,
        int latentChannels,
        int groups,
        int sampleSize,
        double scalingFactor,
        boolean forceUpcast,
        Options options) {
    static final String CLASS = "AutoencoderKL";
    static final int COLOURS = 3;

    private static final int MAX_WIDTH = 1 << 14;
    private static final int MAX_LATENTS = 64;
    private static final int MAX_BLOCKS = 8;
    private static final int MAX_SIDE = 1 << 16;

    /** Parts that not all autoencoders have. */
    public record Options(boolean quantConv, boolean postQuantConv, boolean middleAttention) {}

    public VaeConfig {
        widths = List.copyOf(widths);
    }

    /** @throws ModelException {@code E_MODEL} for an autoencoder that this miner cannot run */
    public static VaeConfig read(JsonConfig config) throws ModelException {
        config.only("_class_name", CLASS);
        config.only("act_fn", "silu", "swish");
        config.only("in_channels", COLOURS);
        config.only("out_channels", COLOURS);
        config.only("latents_mean");
        config.only("latents_std");
        config.only("shift_factor", 0);
        List<Integer> widths = config.ints("block_out_channels", 1, MAX_WIDTH);
        if (widths.isEmpty() || widths.size() > MAX_BLOCKS) {
            throw config.wrong("block_out_channels", "must be a list of 1 to " + MAX_BLOCKS + " numbers");
        }
        requireBlocks(config, "down_block_types", "DownEncoderBlock2D", widths.size());
        requireBlocks(config, "up_block_types", "UpDecoderBlock2D", widths.size());
        int groups = config.intOr("norm_num_groups", 32, 1, MAX_WIDTH);
        if (widths.stream().anyMatch(width -> width % groups != 0)) {
            throw config.wrong("norm_num_groups", "must divide each of block_out_channels, " + widths);
        }
        List<Integer> sampleSize = config.ints("sample_size", 1, MAX_SIDE);
        return new VaeConfig(
                widths,
                config.intOr("layers_per_block", 1, 1, MAX_BLOCKS),
                config.intOr("latent_channels", 4, 1, MAX_LATENTS),
                groups,
                sampleSize.isEmpty() ? 32 : sampleSize.get(0),
                config.doubleOr("scaling_factor", 0.18215, Float.MIN_NORMAL, MAX_WIDTH),
                config.boolOr("force_upcast", true),
                new Options(
                        config.boolOr("use_quant_conv", true),
                        config.boolOr("use_post_quant_conv", true),
                        config.boolOr("mid_block_add_attention", true)));
    }

    private static void requireBlocks(JsonConfig config, String name, String kind, int count) throws ModelException {
        List<String> blocks = config.texts(name);
        if (!blocks.equals(Collections.nCopies(count, kind))) {
            throw config.wrong(
                    name,
                    "must be " + kind + " for each of block_out_channels (this miner supports nothing" + " else)");
        }
    }

    /** Pixels, across and down, for one number of a plane of latents. */
    public int scale() {
        return 1 << (widths.size() - 1);
    }

    /** Channels of the block beside the latents. */
    int deepest() {
        return Objects.requireNonNull(widths.get(widths.size() - 1));
    }

    /** In latents and pixels; the latents' side a multiple of 4, so that tiles meet where they should. */
    int tileSide() {
        int side = sampleSize / scale();
        return Math.max(4, side - side % 4);
    }
}
