package io.aitbc.workloads;

import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Llama of any size whose weights are all zero: its file is a header and a hole, so it takes memory where it is
 * loaded and no room on the disk. Its tokenizer is tiny-llama's; it always answers with token 0.
 *
 * @param hidden width of a token, in four heads
 * @param inner width inside of the feed-forward layers
 * @param type {@code F32} or {@code BF16}
 */
public record ZeroModel(int hidden, int inner, int layers, int vocabulary, String type) {
    private static final int HEADS = 4;
    private static final int CONTEXT = 2048;

    /** @return bytes of weights */
    public long write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")) {
            Files.copy(ReferenceModels.directory("tiny-llama").resolve(file), directory.resolve(file));
        }
        Files.write(directory.resolve("config.json"), PlainJson.write(config()));
        Map<String, Object> header = new LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, List<Integer>> tensor : shapes().entrySet()) {
            long size = type.equals("F32") ? 4 : 2;
            for (int each : tensor.getValue()) {
                size *= each;
            }
            header.put(
                    tensor.getKey(),
                    Map.of(
                            "dtype", type,
                            "shape", tensor.getValue(),
                            "data_offsets", List.of(bytes, bytes + size)));
            bytes += size;
        }
        byte[] json = PlainJson.write(header);
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("model.safetensors").toFile(), "rw")) {
            file.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            file.write(json);
            file.setLength(Long.BYTES + json.length + bytes);
        }
        return bytes;
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("LlamaForCausalLM"));
        config.put("hidden_size", hidden);
        config.put("intermediate_size", inner);
        config.put("num_hidden_layers", layers);
        config.put("num_attention_heads", HEADS);
        config.put("max_position_embeddings", CONTEXT);
        config.put("vocab_size", vocabulary);
        config.put("tie_word_embeddings", true);
        return config;
    }

    private Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", List.of(vocabulary, hidden));
        shapes.put("model.norm.weight", List.of(hidden));
        for (int number = 0; number < layers; number++) {
            String layer = "model.layers." + number + ".";
            shapes.put(layer + "input_layernorm.weight", List.of(hidden));
            shapes.put(layer + "post_attention_layernorm.weight", List.of(hidden));
            for (String square : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
                shapes.put(layer + "self_attn." + square + ".weight", List.of(hidden, hidden));
            }
            shapes.put(layer + "mlp.gate_proj.weight", List.of(inner, hidden));
            shapes.put(layer + "mlp.up_proj.weight", List.of(inner, hidden));
            shapes.put(layer + "mlp.down_proj.weight", List.of(hidden, inner));
        }
        return shapes;
    }
}
