package io.aitbc.workloads.diffusion.parts;

import ai.djl.Device;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.Optional;

/**
 * How to load a network.
 *
 * @param type to compute in; empty for the one that the checkpoint has. The processor computes float16 as float32,
 *     which holds it exactly
 */
public record NetOptions(Optional<TorchType> type, Device device) {
    /** @param stored as most of the weights are */
    public TorchType typeOf(TorchType stored) {
        return type.orElse(stored).on(device);
    }
}
