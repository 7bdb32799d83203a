package io.aitbc.workloads.text.model;

import ai.djl.Device;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.Optional;

/**
 * How to load a model.
 *
 * @param type to compute in; empty for the one that the checkpoint has. The processor computes float16 as float32,
 *     which holds it exactly
 * @param cacheBytes for keys and values of all sequences together
 * @param places sequences that may be decoded in one batch, which always has that many rows
 */
public record LoadOptions(
        Optional<TorchType> type, Quantization quantization, Device device, long cacheBytes, int places) {
    static final int MAX_PLACES = 256;

    public LoadOptions {
        if (places < 1 || places > MAX_PLACES) {
            throw new IllegalArgumentException("places must be 1 to " + MAX_PLACES + ", got " + places);
        }
    }
}
