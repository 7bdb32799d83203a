package io.aitbc.workloads.text.sample;

/**
 * How the next token is chosen; names and meaning as in transformers' generation configuration, order of application as
 * in {@link Sampler}.
 *
 * @param temperature 0 chooses the likeliest token and reads none of the next three; 1 leaves the distribution as it is
 * @param topK only the k likeliest tokens, and those as likely as the k-th; 0 for all
 * @param topP only the likeliest tokens that together reach this probability; 1 for all
 * @param minP only tokens at least this fraction as likely as the likeliest; 0 for all
 * @param repetitionPenalty above 1 makes each token of prompt and answer less likely; also without sampling; 1 for none
 * @param seed of the numbers drawn, together with the token's position
 */
public record SamplingOptions(
        double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {
    public static final double MAX_TEMPERATURE = 100;
    public static final double MAX_PENALTY = 100;

    /** @throws IllegalArgumentException naming the option, its value and its range */
    public SamplingOptions {
        require(
                temperature == 0 || within(temperature, 0.01, MAX_TEMPERATURE),
                "temperature",
                temperature,
                "0, or 0.01 to 100");
        require(topK >= 0, "top_k", topK, "at least 0");
        require(within(topP, 0, 1), "top_p", topP, "0 to 1");
        require(within(minP, 0, 1), "min_p", minP, "0 to 1");
        require(within(repetitionPenalty, 0.01, MAX_PENALTY), "repetition_penalty", repetitionPenalty, "0.01 to 100");
    }

    /** The likeliest token each time. */
    public static SamplingOptions greedy() {
        return new SamplingOptions(0, 0, 1, 0, 1, 0);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    private static boolean within(double value, double least, double most) {
        return value >= least && value <= most;
    }

    private static void require(boolean good, String name, Number value, String range) {
        if (!good) {
            throw new IllegalArgumentException(name + " is " + value + " and must be " + range);
        }
    }
}
