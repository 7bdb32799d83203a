package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.ModelException;
import io.aitbc.testkit.ReferenceModels;
import io.aitbc.workloads.Rewritten;
import io.aitbc.workloads.engine.TorchEngine;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints as they are published, and broken ones. */
final class CheckpointsTest {
    @TempDir
    Path temp;

    @BeforeAll
    static void startEngine() {
        TorchEngine.start("cpu");
    }

    @Test
    void published_gpt2_has_no_prefix_and_carries_mask_buffers() throws Exception {
        Path model = ReferenceModels.copy("tiny-gpt2", temp.resolve("gpt2"));
        Rewritten tensors = Rewritten.of(model);
        for (String name : tensors.names()) {
            tensors.rename(name, name.replace("transformer.", ""));
        }
        String norm = "h.0.ln_1.weight";
        tensors.with("h.0.attn.bias", tensors.info(norm), tensors.bytes(norm));
        tensors.with("h.0.attn.masked_bias", tensors.info(norm), tensors.bytes(norm));
        tensors.write(model);
        mustAnswerLike("tiny-gpt2", model);
    }

    @Test
    void shards_are_one_model() throws Exception {
        Path model = ReferenceModels.copy("tiny-qwen3", temp.resolve("shards"));
        Rewritten.of(model).writeShards(model, 3);
        mustAnswerLike("tiny-qwen3", model);
    }

    @Test
    void a_missing_tensor_is_named() throws Exception {
        Path model = ReferenceModels.copy("tiny-llama", temp.resolve("missing"));
        Rewritten.of(model).without("model.layers.1.mlp.up_proj.weight").write(model);
        refused(() -> load(model), "model.layers.1.mlp.up_proj.weight");
    }

    @Test
    void a_tensor_that_the_network_would_not_use_is_named() throws Exception {
        Path model = ReferenceModels.copy("tiny-llama", temp.resolve("extra"));
        Rewritten tensors = Rewritten.of(model);
        String norm = "model.norm.weight";
        tensors.with("model.layers.0.self_attn.q_proj.lora_A.weight", tensors.info(norm), tensors.bytes(norm));
        tensors.write(model);
        refused(() -> load(model), "lora_A");
    }

    @Test
    void a_shape_that_the_configuration_does_not_give_is_named() throws Exception {
        Path model = ReferenceModels.copy("tiny-llama", temp.resolve("shape"));
        Rewritten tensors = Rewritten.of(model);
        String norm = "model.layers.0.input_layernorm.weight";
        String other = "model.layers.0.mlp.up_proj.weight";
        tensors.with(norm, tensors.info(other), tensors.bytes(other)).write(model);
        refused(() -> load(model), norm);
    }

    @Test
    void numbers_that_are_none_are_refused_and_the_next_model_loads() throws Exception {
        for (String tensor : new String[] {"model.layers.2.mlp.down_proj.weight", "model.embed_tokens.weight"}) {
            for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                Path model = ReferenceModels.copy("tiny-llama", temp.resolve(tensor + bad));
                Rewritten tensors = Rewritten.of(model);
                tensors.bytes(tensor).putFloat(4 * 77, bad);
                tensors.write(model);
                refused(() -> load(model), tensor);
            }
        }
        mustAnswerLike("tiny-llama", ReferenceModels.directory("tiny-llama"));
    }

    @Test
    void a_cache_without_room_for_one_token_is_short_of_memory() {
        LoadOptions options = Variants.float32(1);
        LoadOptions tiny =
                new LoadOptions(options.type(), options.quantization(), options.device(), 100, options.places());
        assertThatThrownBy(() -> Decoders.load(ReferenceModels.directory("tiny-llama"), tiny))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.E_OOM));
    }

    private static void load(Path model) throws Exception {
        Decoders.load(model, Variants.float32(1)).close();
    }

    private static void refused(ThrowingCallable load, String naming) {
        assertThatThrownBy(load)
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.E_MODEL))
                .hasMessageContaining(naming);
    }

    private static void mustAnswerLike(String name, Path model) throws Exception {
        Golden golden = Golden.read(ReferenceModels.directory(name).resolve("golden.json"));
        Golden.Case longest = golden.cases().get(golden.cases().size() - 1);
        try (Decoder decoder = Decoders.load(model, Variants.float32(1))) {
            Place place = decoder.open(longest.tokens().length).orElseThrow();
            float[] logits = decoder.prefill(place, longest.tokens(), () -> {});
            assertThat(Golden.distance(logits, longest.logits())).isLessThan(golden.tolerance());
        }
    }
}
