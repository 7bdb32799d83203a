package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * What a safety checker's {@code config.json} says.
 *
 * @param side of the pictures that it looks at
 * @param patch side of the squares that become tokens
 * @param projected width of a picture's state
 */
record CheckerConfig(Tower tower, int side, int patch, int projected) {
    static final String CLASS = "StableDiffusionSafetyChecker";
    static final int SPECIAL = 3;
    static final int CONCEPTS = 17;

    private static final Tower ABSENT = new Tower(768, 12, 12, 3072, "quick_gelu", 1e-5);
    private static final int MAX_SIDE = 4096;
    private static final int COLOURS = 3;

    static CheckerConfig read(JsonConfig config) throws ModelException {
        if (!config.texts("architectures").equals(List.of(CLASS))) {
            throw config.wrong("architectures", "must be " + CLASS);
        }
        config.only("model_type", "clip");
        JsonConfig vision =
                config.object("vision_config").orElseThrow(() -> config.wrong("vision_config", "is missing"));
        vision.only("num_channels", COLOURS);
        int side = vision.intOr("image_size", 224, 1, MAX_SIDE);
        int patch = vision.intOr("patch_size", 32, 1, side);
        return new CheckerConfig(
                Tower.read(vision, ABSENT), side, patch, config.intOr("projection_dim", 512, 1, 1 << 16));
    }

    /**
     * What comes before the first layer and after the last, and the concepts.
     *
     * @param prefix of the tower's tensors
     */
    List<Weight> ends(String prefix) {
        long width = tower.width();
        String embeddings = prefix + "embeddings.";
        long tokens = 1 + (long) (side / patch) * (side / patch);
        List<Weight> ends = new ArrayList<>();
        ends.add(Weight.of("patches", Slice.of(embeddings + "patch_embedding.weight", width, COLOURS, patch, patch)));
        ends.add(Weight.of("first", Slice.of(embeddings + "class_embedding", width)));
        ends.add(Weight.of("positions", Slice.of(embeddings + "position_embedding.weight", tokens, width)));
        ends.addAll(tower.norm("norm_before", prefix + "pre_layrnorm"));
        ends.addAll(tower.norm("norm_after", prefix + "post_layernorm"));
        ends.add(Weight.of("projection.weight", Slice.of("visual_projection.weight", projected, width)));
        ends.add(Weight.of("special", Slice.of("special_care_embeds", SPECIAL, projected)));
        ends.add(Weight.of("special_thresholds", Slice.of("special_care_embeds_weights", SPECIAL)));
        ends.add(Weight.of("concepts", Slice.of("concept_embeds", CONCEPTS, projected)));
        ends.add(Weight.of("thresholds", Slice.of("concept_embeds_weights", CONCEPTS)));
        return ends;
    }
}
