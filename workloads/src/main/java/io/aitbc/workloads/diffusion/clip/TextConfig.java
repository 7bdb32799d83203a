package io.aitbc.workloads.diffusion.clip;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.tensor.Weight;
import io.aitbc.workloads.engine.tensor.Weight.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * What a text encoder's {@code config.json} says.
 *
 * @param context tokens of a prompt, at most
 * @param endId the token whose state is the pooled one
 * @param projected width of the projection; 0 where there is none
 */
record TextConfig(String architecture, Tower tower, int vocab, int context, int endId, int projected) {
    static final String PLAIN = "CLIPTextModel";
    static final String PROJECTED = "CLIPTextModelWithProjection";

    private static final Tower ABSENT = new Tower(512, 12, 8, 2048, "quick_gelu", 1e-5);
    private static final int MAX_VOCAB = 1 << 22;
    private static final int MAX_CONTEXT = 1 << 16;

    static TextConfig read(JsonConfig config) throws ModelException {
        List<String> architectures = config.texts("architectures");
        if (architectures.size() != 1 || !List.of(PLAIN, PROJECTED).contains(architectures.get(0))) {
            throw config.wrong(
                    "architectures", "must be one of " + PLAIN + " and " + PROJECTED + ", and is " + architectures);
        }
        boolean projected = architectures.get(0).equals(PROJECTED);
        config.only("model_type", "clip_text_model");
        config.only("use_attention_mask", false);
        int vocab = config.intOr("vocab_size", 49408, 1, MAX_VOCAB);
        return new TextConfig(
                architectures.get(0),
                Tower.read(config, ABSENT),
                vocab,
                config.intOr("max_position_embeddings", 77, 2, MAX_CONTEXT),
                config.intOr("eos_token_id", 49407, 0, MAX_VOCAB),
                projected ? config.intOr("projection_dim", 512, 1, MAX_CONTEXT) : 0);
    }

    int pooledWidth() {
        return projected == 0 ? tower.width() : projected;
    }

    /** What comes before the first layer and after the last; the embedding of the vocabulary stays in its file. */
    List<Weight> ends(String prefix) {
        List<Weight> weights = new ArrayList<>();
        weights.add(Weight.of(
                "positions", Slice.of(prefix + "embeddings.position_embedding.weight", context, tower.width())));
        weights.addAll(tower.norm("norm", prefix + "final_layer_norm"));
        if (projected != 0) {
            weights.add(Weight.of("projection.weight", Slice.of("text_projection.weight", projected, tower.width())));
        }
        return weights;
    }

    Slice embedding(String prefix) {
        return Slice.of(prefix + "embeddings.token_embedding.weight", vocab, tower.width());
    }

    /**
     * Where a prompt ends. Configurations with end token 2 are older than the number's correction, and mean the largest
     * id.
     */
    int end(int[] ids) {
        int end = 0;
        for (int at = 0; at < ids.length; at++) {
            if (endId == 2 ? ids[at] > ids[end] : ids[at] == endId && ids[end] != endId) {
                end = at;
            }
        }
        return end;
    }
}
