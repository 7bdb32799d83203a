package io.aitbc.workloads.diffusion.net;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.diffusion.net.UNetConfig.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a UNet's {@code config.json}, with the meaning and the defaults of the diffusers library's
 * UNet2DConditionModel. What changes the result and is not computed here is refused by name; so is every key that this
 * does not know.
 */
public final class UNetConfigs {
    private static final int CHANNELS = 1 << 14;
    private static final int STAGES = 16;
    private static final int LAYERS = 64;
    private static final int DEPTH = 64;
    /** More than ten times as many as any known model has. */
    private static final int TRANSFORMERS = 1024;

    /** Two waves of the guidance: the slowest of one alone would have no length. */
    private static final int LEAST_GUIDANCE = 4;

    private static final int HEADS = 1024;
    private static final int WIDTH = 1 << 15;
    private static final int SAMPLE = 1 << 12;
    private static final List<Integer> CHANNELS_DEFAULT = List.of(320, 640, 1280, 1280);

    private final JsonConfig config;

    private UNetConfigs(JsonConfig config) {
        this.config = config;
    }

    /** @throws ModelException {@code E_MODEL} for a network that this miner cannot run */
    public static UNetConfig read(JsonConfig config) throws ModelException {
        config.only("_class_name", "UNet2DConditionModel");
        config.only("quantization_config");
        // of training, of the library, of parts that are refused when they are asked for, or read by the pipeline
        config.ignore(
                "_diffusers_version",
                "_name_or_path",
                "_use_default_values",
                "dropout",
                "upcast_attention", // scores and their sums are float32 inside attention in any case
                "addition_embed_type_num_heads",
                "class_embeddings_concat",
                "decay",
                "inv_gamma",
                "min_decay",
                "optimization_step",
                "power",
                "update_after_step",
                "use_ema_warmup");
        UNetConfigs reader = new UNetConfigs(config);
        reader.refuse();
        UNetConfig read = reader.read();
        if (!config.unasked().isEmpty()) {
            throw config.wrong(config.unasked().iterator().next(), "is not known to this miner");
        }
        return read;
    }

    /** Values that other members of the class have and that the script does not compute. */
    private void refuse() throws ModelException {
        config.only("act_fn", "silu", "swish");
        config.only("attention_type", "default");
        config.only("center_input_sample", false);
        config.only("class_embed_type");
        config.only("num_class_embeds");
        config.only("conv_in_kernel", 3);
        config.only("conv_out_kernel", 3);
        config.only("cross_attention_norm");
        config.only("downsample_padding", 1);
        config.only("dual_cross_attention", false);
        config.only("encoder_hid_dim");
        config.only("encoder_hid_dim_type");
        config.only("mid_block_only_cross_attention", false);
        config.only("mid_block_scale_factor", 1);
        config.only("num_attention_heads"); // the library refuses it as well
        config.only("only_cross_attention", false);
        config.only("resnet_out_scale_factor", 1);
        config.only("resnet_skip_time_act", false);
        config.only("resnet_time_scale_shift", "default");
        config.only("reverse_transformer_layers_per_block");
        config.only("time_embedding_act_fn");
        config.only("time_embedding_type", "positional");
        config.only("timestep_post_act");
        config.only("mid_block_type", "UNetMidBlock2DCrossAttn");
    }

    private UNetConfig read() throws ModelException {
        List<Stage> stages = stages();
        int groups = config.intOr("norm_num_groups", 32, 1, CHANNELS);
        for (Stage stage : stages) {
            if (stage.channels() % groups != 0 || stage.channels() % 2 != 0) {
                throw config.wrong("block_out_channels", "must be even multiples of norm_num_groups, " + groups);
            }
        }
        List<Boolean> up =
                blocks("up_block_types", stages.size(), "UpBlock2D", "CrossAttnUpBlock2D", List.of(0), stages.size());
        mustBeEvenHeads(stages, up);
        int first = stages.get(0).channels();
        return new UNetConfig(
                config.intOr("in_channels", 4, 1, CHANNELS),
                config.intOr("out_channels", 4, 1, CHANNELS),
                sampleSize(),
                stages,
                up,
                crossWidth(stages.size()),
                groups,
                config.doubleOr("norm_eps", 1e-5, 0, 1),
                config.intOr("time_embedding_dim", 4 * first, 1, WIDTH),
                new UNetConfig.Waves(
                        config.boolOr("flip_sin_to_cos", true), config.doubleOr("freq_shift", 0, 0, first / 2.0 - 1)),
                guidanceWidth(),
                config.boolOr("use_linear_projection", false),
                added());
    }

    private List<Stage> stages() throws ModelException {
        List<Integer> channels = config.ints("block_out_channels", 1, CHANNELS);
        if (channels.isEmpty()) {
            channels = CHANNELS_DEFAULT;
        }
        int count = channels.size();
        if (count > STAGES) {
            throw config.wrong("block_out_channels", "must be at most " + STAGES + " numbers");
        }
        List<Integer> layers = each("layers_per_block", 2, LAYERS, count);
        // The library calls the number of heads so: a mistake of its first version that all files have kept.
        List<Integer> heads = each("attention_head_dim", 8, HEADS, count);
        List<Integer> depth = each("transformer_layers_per_block", 1, DEPTH, count);
        List<Boolean> cross =
                blocks("down_block_types", count, "DownBlock2D", "CrossAttnDownBlock2D", List.of(count - 1), count);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stages.add(new Stage(channels.get(i), layers.get(i), cross.get(i), heads.get(i), depth.get(i)));
        }
        if (stages.stream()
                        .mapToLong(stage -> (long) stage.layers() * stage.depth())
                        .sum()
                > TRANSFORMERS) {
            throw config.wrong(
                    "transformer_layers_per_block",
                    "comes with layers_per_block to more than " + TRANSFORMERS + " layers on the way down");
        }
        return stages;
    }

    /** A number for each stage, or one for all. */
    private List<Integer> each(String name, int absent, int max, int count) throws ModelException {
        List<Integer> given = config.ints(name, 1, max);
        if (given.size() <= 1) {
            return Collections.nCopies(count, given.isEmpty() ? absent : given.get(0));
        }
        if (given.size() != count) {
            throw config.wrong(name, "must be one number or " + count + ", as many as block_out_channels");
        }
        return given;
    }

    /** @param plain the indices that have the plain type when the file does not say */
    private List<Boolean> blocks(String name, int count, String plain, String cross, List<Integer> absent, int stages)
            throws ModelException {
        List<String> given = config.texts(name);
        List<Boolean> found = new ArrayList<>();
        for (int i = 0; i < (given.isEmpty() ? count : given.size()); i++) {
            String type = given.isEmpty() ? (absent.contains(i) ? plain : cross) : given.get(i);
            if (!type.equals(plain) && !type.equals(cross)) {
                throw config.wrong(name, "names " + type + "; this miner has " + plain + " and " + cross);
            }
            found.add(type.equals(cross));
        }
        if (found.size() != stages) {
            throw config.wrong(name, "must name " + stages + " blocks, as many as block_out_channels");
        }
        return found;
    }

    private void mustBeEvenHeads(List<Stage> stages, List<Boolean> up) throws ModelException {
        int last = stages.size() - 1;
        for (int i = 0; i <= last; i++) {
            Stage stage = stages.get(i);
            boolean attends = stage.cross() || up.get(last - i) || i == last;
            if (attends && stage.channels() % stage.heads() != 0) {
                throw config.wrong(
                        "attention_head_dim",
                        "gives " + stage.heads() + " heads to " + stage.channels() + " channels, which do not divide");
            }
        }
    }

    /** One for all: the network is given one text. */
    private int crossWidth(int stages) throws ModelException {
        List<Integer> widths = each("cross_attention_dim", 1280, WIDTH, stages);
        if (widths.stream().distinct().count() > 1) {
            throw config.wrong(
                    "cross_attention_dim", "must be the same for all blocks (this miner supports nothing else)");
        }
        return widths.get(0);
    }

    private int sampleSize() throws ModelException {
        List<Integer> sizes = config.ints("sample_size", 1, SAMPLE);
        if (sizes.size() > 2 || sizes.stream().distinct().count() > 1) {
            throw config.wrong("sample_size", "must be one number, or two alike (this miner supports nothing else)");
        }
        return sizes.isEmpty() ? 0 : sizes.get(0);
    }

    private int guidanceWidth() throws ModelException {
        int width = config.intOr("time_cond_proj_dim", 0, LEAST_GUIDANCE, WIDTH);
        if (width % 2 != 0) {
            throw config.wrong("time_cond_proj_dim", "must be even (this miner supports nothing else)");
        }
        return width;
    }

    private UNetConfig.@Nullable Added added() throws ModelException {
        Optional<String> type = config.optionalText("addition_embed_type");
        if (type.isEmpty()) {
            config.ignore("addition_time_embed_dim", "projection_class_embeddings_input_dim");
            return null;
        }
        config.only("addition_embed_type", "text_time");
        int width = config.requiredInt("addition_time_embed_dim", 2, WIDTH);
        int input = config.requiredInt("projection_class_embeddings_input_dim", 1, 2 * WIDTH);
        if (width % 2 != 0 || input <= UNetFacts.TIME_IDS * width) {
            throw config.wrong(
                    "addition_time_embed_dim",
                    "must be even, and " + UNetFacts.TIME_IDS
                            + " times it less than projection_class_embeddings_input_dim, " + input);
        }
        return new UNetConfig.Added(width, input);
    }
}
