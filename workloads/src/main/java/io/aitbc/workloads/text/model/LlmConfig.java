package io.aitbc.workloads.text.model;

import java.util.List;

/**
 * What a {@code config.json} says of a decoder, in the words of all families.
 *
 * @param hidden width of a token
 * @param heads of queries
 * @param kvHeads of keys and values; each serves {@code heads / kvHeads} heads of queries
 * @param headSize width of a head
 * @param inner width inside the feed-forward layers
 * @param context tokens that it was made for
 * @param epsilon of the norms
 * @param tied true when the head is the embedding
 * @param rope none when positions are learned
 * @param windows for each layer the tokens that it looks back at, 0 for all
 * @param biases which linear layers have them
 */
record LlmConfig(
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headSize,
        int inner,
        int vocab,
        int context,
        double epsilon,
        boolean tied,
        Rope rope,
        List<Integer> windows,
        Biases biases) {
    /** Which linear layers have biases. */
    record Biases(boolean qkv, boolean out, boolean mlp) {}

    LlmConfig {
        windows = List.copyOf(windows);
    }

    /** Numbers in keys and values of one token. */
    long cachePerToken() {
        return 2L * layers * kvHeads * headSize;
    }

    LlmConfig withWindows(List<Integer> others) {
        return new LlmConfig(
                hidden, layers, heads, kvHeads, headSize, inner, vocab, context, epsilon, tied, rope, others, biases);
    }
}
