package io.aitbc.workloads.text.model;

import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The code of a decoder: the parts that all share, the family's layer, linear layers for this machine, and its numbers.
 */
final class NetScript {
    private NetScript() {}

    static ScriptArchive of(Plan plan) {
        LlmConfig config = plan.config();
        ScriptSource source = new ScriptSource().file(NetScript.class, "parts.torchscript");
        for (String file : plan.linear()) {
            source.file(NetScript.class, file);
        }
        String code = source.file(NetScript.class, plan.family().script())
                .file(NetScript.class, "decoder.torchscript")
                .file(ScriptSource.class, "silu.torchscript")
                .file(WeightReader.class, "weights.torchscript")
                .constant("heads", "int", config.heads())
                .constant("kv_heads", "int", config.kvHeads())
                .constant("head_size", "int", config.headSize())
                .constant("attention_scale", "float", 1 / Math.sqrt(config.headSize()))
                .constant("norm_epsilon", "float", config.epsilon())
                .constant("rotary_scale", "float", config.rope().scale())
                .constant("compute_type", "int", plan.type().number())
                .constant("stream_type", "int", plan.stream().number())
                .constant("packing_rows", "int", plan.places())
                .code();
        Map<String, @Nullable Boolean> attributes = new LinkedHashMap<>();
        attributes.put("net", null);
        attributes.put("weights", null);
        return new ScriptArchive(code, "Decoder", attributes);
    }
}
