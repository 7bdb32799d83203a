package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.tensor.Weight;
import java.util.List;
import java.util.Set;

/**
 * An architecture: how its configuration reads, which tensors it has, and which script computes it. The script has the
 * classes {@code Layer(weights, slots, window)} and {@code Ends(weights)}, which take their weights by the roles given
 * here.
 */
interface Family {
    /** As {@code architectures} of {@code config.json} calls it. */
    String architecture();

    /** As {@code model_type} of {@code config.json} calls it. */
    String modelType();

    /** Among the resources beside this class. */
    String script();

    /** @throws ModelException naming the key when it asks for what the family's script lacks */
    LlmConfig read(JsonConfig config) throws ModelException;

    /** The weights of the layer of that number. */
    List<Weight> layer(LlmConfig config, int layer);

    /** What comes before the first layer and after the last, without embedding and head. */
    List<Weight> ends(LlmConfig config);

    /** The tensor with a row for each token. */
    Weight.Slice embedding(LlmConfig config);

    /** The tensor that gives logits when it is not the embedding. */
    default Weight.Slice head(LlmConfig config) {
        return Weight.Slice.of("lm_head.weight", config.vocab(), config.hidden());
    }

    /** True for tensors that checkpoints of this family carry and that nobody needs. */
    default boolean isNeedless(String tensor) {
        return tensor.equals("lm_head.weight") || tensor.endsWith(".rotary_emb.inv_freq");
    }

    /** This family with the names as a checkpoint with these tensors writes them. */
    default Family fitting(Set<String> tensors) {
        return this;
    }
}
