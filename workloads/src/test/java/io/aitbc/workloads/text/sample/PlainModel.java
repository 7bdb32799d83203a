package io.aitbc.workloads.text.sample;

import io.aitbc.ipc.PlainJson;
import io.aitbc.testkit.ReferenceModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A Llama or Qwen2 in plain loops and double, one token at a time: enough to give the tests a model's own logits. */
final class PlainModel {
    private final Map<String, float[]> weights = new HashMap<>();
    private final Map<?, ?> config;
    private final int heads;
    private final int keyHeads;
    private final int size;
    private final List<List<double[]>> keys = new ArrayList<>();
    private final List<List<double[]>> values = new ArrayList<>();
    private int position;

    PlainModel(String name) throws IOException {
        Path directory = ReferenceModels.directory(name);
        this.config = (Map<?, ?>) PlainJson.read(Files.readAllBytes(directory.resolve("config.json")));
        this.heads = whole("num_attention_heads");
        this.keyHeads = whole("num_key_value_heads");
        this.size = whole("hidden_size") / heads;
        read(ByteBuffer.wrap(Files.readAllBytes(directory.resolve("model.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN));
        for (int layer = 0; layer < whole("num_hidden_layers"); layer++) {
            keys.add(new ArrayList<>());
            values.add(new ArrayList<>());
        }
    }

    /** The logits after one more token. */
    float[] next(int token) {
        int hidden = heads * size;
        double[] state = new double[hidden];
        for (int at = 0; at < hidden; at++) {
            state[at] = weights.get("model.embed_tokens.weight")[token * hidden + at];
        }
        for (int layer = 0; layer < keys.size(); layer++) {
            String prefix = "model.layers." + layer + ".";
            add(state, attention(layer, prefix + "self_attn.", norm(state, prefix + "input_layernorm.weight")));
            add(state, feedForward(prefix + "mlp.", norm(state, prefix + "post_attention_layernorm.weight")));
        }
        position++;
        boolean tied = !weights.containsKey("lm_head.weight");
        double[] logits = linear(norm(state, "model.norm.weight"), tied ? "model.embed_tokens" : "lm_head");
        float[] narrow = new float[logits.length];
        for (int id = 0; id < logits.length; id++) {
            narrow[id] = (float) logits[id];
        }
        return narrow;
    }

    private double[] attention(int layer, String prefix, double[] input) {
        double[] query = turned(linear(input, prefix + "q_proj"));
        keys.get(layer).add(turned(linear(input, prefix + "k_proj")));
        values.get(layer).add(linear(input, prefix + "v_proj"));
        double[] mixed = new double[heads * size];
        for (int head = 0; head < heads; head++) {
            int shared = head / (heads / keyHeads) * size;
            double[] scores = new double[position + 1];
            double most = Double.NEGATIVE_INFINITY;
            for (int past = 0; past <= position; past++) {
                for (int at = 0; at < size; at++) {
                    scores[past] += query[head * size + at] * keys.get(layer).get(past)[shared + at];
                }
                scores[past] /= Math.sqrt(size);
                most = Math.max(most, scores[past]);
            }
            double total = 0;
            for (int past = 0; past <= position; past++) {
                scores[past] = Math.exp(scores[past] - most);
                total += scores[past];
            }
            for (int past = 0; past <= position; past++) {
                for (int at = 0; at < size; at++) {
                    mixed[head * size + at] +=
                            scores[past] / total * values.get(layer).get(past)[shared + at];
                }
            }
        }
        return linear(mixed, prefix + "o_proj");
    }

    /** Rotary positions: the two halves of a head turn together. */
    private double[] turned(double[] vector) {
        double base = ((Number) config.get("rope_theta")).doubleValue();
        double[] turned = new double[vector.length];
        for (int head = 0; head < vector.length; head += size) {
            for (int at = 0; at < size / 2; at++) {
                double angle = position * Math.pow(base, -2.0 * at / size);
                double first = vector[head + at];
                double second = vector[head + at + size / 2];
                turned[head + at] = first * Math.cos(angle) - second * Math.sin(angle);
                turned[head + at + size / 2] = second * Math.cos(angle) + first * Math.sin(angle);
            }
        }
        return turned;
    }

    private double[] feedForward(String prefix, double[] input) {
        double[] gate = linear(input, prefix + "gate_proj");
        double[] up = linear(input, prefix + "up_proj");
        for (int at = 0; at < gate.length; at++) {
            gate[at] = gate[at] / (1 + Math.exp(-gate[at])) * up[at];
        }
        return linear(gate, prefix + "down_proj");
    }

    private double[] norm(double[] input, String name) {
        double squares = 0;
        for (double value : input) {
            squares += value * value;
        }
        double scale = 1 / Math.sqrt(squares / input.length + ((Number) config.get("rms_norm_eps")).doubleValue());
        double[] normed = new double[input.length];
        for (int at = 0; at < input.length; at++) {
            normed[at] = input[at] * scale * weights.get(name)[at];
        }
        return normed;
    }

    private double[] linear(double[] input, String name) {
        float[] matrix = weights.get(name + ".weight");
        float[] bias = weights.get(name + ".bias");
        double[] output = new double[matrix.length / input.length];
        for (int row = 0; row < output.length; row++) {
            double sum = bias == null ? 0 : bias[row];
            for (int at = 0; at < input.length; at++) {
                sum += input[at] * matrix[row * input.length + at];
            }
            output[row] = sum;
        }
        return output;
    }

    private static void add(double[] state, double[] more) {
        for (int at = 0; at < state.length; at++) {
            state[at] += more[at];
        }
    }

    private int whole(String key) {
        return ((Long) config.get(key)).intValue();
    }

    private void read(ByteBuffer file) throws IOException {
        byte[] header = new byte[(int) file.getLong()];
        file.get(header);
        int base = file.position();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) PlainJson.read(header)).entrySet()) {
            Map<?, ?> tensor = (Map<?, ?>) entry.getValue();
            if (tensor.get("data_offsets") instanceof List<?> offsets) {
                int from = ((Long) offsets.get(0)).intValue();
                int to = ((Long) offsets.get(1)).intValue();
                float[] numbers = new float[(to - from) / 4];
                file.slice(base + from, to - from)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(numbers);
                weights.put((String) entry.getKey(), numbers);
            }
        }
    }
}
