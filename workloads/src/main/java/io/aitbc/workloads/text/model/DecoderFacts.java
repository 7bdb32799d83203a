package io.aitbc.workloads.text.model;

import io.aitbc.workloads.engine.tensor.TorchType;

/**
 * What was loaded.
 *
 * @param architecture as {@code config.json} calls it, such as {@code LlamaForCausalLM}
 * @param contextLength the longest sequence
 * @param parameters numbers in the checkpoint
 * @param weightBytes of the checkpoint's tensors
 * @param bytesPerToken of weights that one decoded token needs, in the type of the computation; quantized ones are less
 *     on the device
 * @param type in which it computes
 * @param kvBytesPerToken of the cache
 * @param cacheTokens that the cache holds, of all sequences together
 * @param places sequences that one batch may decode
 */
public record DecoderFacts(
        String architecture,
        int vocabSize,
        int contextLength,
        long parameters,
        long weightBytes,
        long bytesPerToken,
        TorchType type,
        Quantization quantization,
        long kvBytesPerToken,
        int cacheTokens,
        int places) {}
