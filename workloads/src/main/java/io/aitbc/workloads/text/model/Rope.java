package io.aitbc.workloads.text.model;

import io.aitbc.models.JsonConfig;
import io.aitbc.models.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rotary position embedding: how fast each pair of a head's coordinates turns with the position, in radians for each
 * token, and what the pair is scaled by.
 */
record Rope(List<Double> frequencies, double scale) {
    Rope {
        frequencies = List.copyOf(frequencies);
    }

    /** For models that know positions in another way. */
    static final Rope NONE = new Rope(List.of(), 1);

    private static final double MAX_FACTOR = 1e6;
    private static final int MAX_CONTEXT = 1 << 27;

    /** Reads both spellings: {@code rope_parameters}, or {@code rope_theta} beside {@code rope_scaling}. */
    static Rope read(JsonConfig config, int headSize, int context) throws ModelException {
        JsonConfig given = config.object("rope_parameters").orElse(null);
        JsonConfig scaling = given == null ? config.object("rope_scaling").orElse(null) : given;
        double theta = given != null && given.has("rope_theta") ? theta(given) : theta(config);
        List<Double> plain = plain(theta, headSize);
        if (scaling == null) {
            return new Rope(plain, 1);
        }
        scaling.only("partial_rotary_factor", 1);
        String key = scaling.has("rope_type") ? "rope_type" : "type";
        String type = scaling.optionalText(key).orElse("default");
        return switch (type) {
            case "default" -> new Rope(plain, 1);
            case "linear" -> linear(plain, factor(scaling));
            case "llama3" -> llama3(plain, scaling);
            case "yarn" -> yarn(plain, scaling, theta, context);
            default -> throw scaling.wrong(key, "is not supported; this miner can default, linear, llama3, yarn");
        };
    }

    private static Rope linear(List<Double> plain, double factor) {
        return new Rope(plain.stream().map(f -> f / factor).toList(), 1);
    }

    /** Su et al. 2021: base^(-2i/d) for the i-th pair. */
    private static List<Double> plain(double theta, int headSize) {
        return IntStream.range(0, headSize / 2)
                .mapToObj(i -> Math.pow(theta, -2.0 * i / headSize))
                .toList();
    }

    /** Llama 3.1: long waves are stretched, short ones kept, those between interpolated. */
    private static Rope llama3(List<Double> plain, JsonConfig scaling) throws ModelException {
        double factor = factor(scaling);
        double low = scaling.requiredDouble("low_freq_factor", 1e-3, MAX_FACTOR);
        double high = scaling.requiredDouble("high_freq_factor", 1e-3, MAX_FACTOR);
        if (high <= low) {
            throw scaling.wrong("high_freq_factor", "must be greater than low_freq_factor");
        }
        int original = scaling.requiredInt("original_max_position_embeddings", 1, MAX_CONTEXT);
        List<Double> frequencies = plain.stream()
                .map(f -> {
                    double turns = original * f / (2 * Math.PI); // within the original context
                    double kept = Math.max(0, Math.min(1, (turns - low) / (high - low)));
                    return (1 - kept) * f / factor + kept * f;
                })
                .toList();
        return new Rope(frequencies, 1);
    }

    /** Peng et al. 2023, "YaRN". */
    private static Rope yarn(List<Double> plain, JsonConfig scaling, double theta, int context) throws ModelException {
        double factor = factor(scaling);
        int original = scaling.intOr("original_max_position_embeddings", context, 1, MAX_CONTEXT);
        double fast = scaling.doubleOr("beta_fast", 32, 1e-3, MAX_FACTOR);
        double slow = scaling.doubleOr("beta_slow", 1, 1e-3, MAX_FACTOR);
        boolean truncate = scaling.boolOr("truncate", true);
        scaling.only("mscale");
        scaling.only("mscale_all_dim");
        int size = 2 * plain.size();
        double low = pairOf(fast, size, theta, original);
        double high = pairOf(slow, size, theta, original);
        double first = Math.max(0, truncate ? Math.floor(low) : low);
        double last = Math.min(size - 1, truncate ? Math.ceil(high) : high);
        double span = first == last ? 1e-3 : last - first;
        List<Double> frequencies = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            double stretched = Math.max(0, Math.min(1, (i - first) / span));
            frequencies.add(plain.get(i) / factor * stretched + plain.get(i) * (1 - stretched));
        }
        double scale = factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        return new Rope(frequencies, scaling.doubleOr("attention_factor", scale, 1e-3, 1e3));
    }

    /** The pair, as a fraction, that turns {@code turns} times within {@code context} tokens. */
    private static double pairOf(double turns, int size, double theta, int context) {
        return size * Math.log(context / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private static double theta(JsonConfig config) throws ModelException {
        return config.doubleOr("rope_theta", 10_000, 1.0001, 1e12);
    }

    private static double factor(JsonConfig scaling) throws ModelException {
        return scaling.requiredDouble("factor", 1, MAX_FACTOR);
    }
}
