package io.aitbc.workloads.text.model;

/**
 * What a decoder is.
 *
 * @param architecture as the configuration names it
 * @param parameters how many weights
 * @param weightBytes what they take on the device
 * @param dtype what it computes in, such as {@code float32}
 * @param kvBytesPerToken of the key/value cache
 */
public record DecoderFacts(
        String architecture,
        int vocabSize,
        int contextLength,
        long parameters,
        long weightBytes,
        String dtype,
        long kvBytesPerToken) {}
