package io.aitbc.workloads.engine.tensor;

import ai.djl.Device;
import java.util.Optional;

/**
 * Where and in what a network is to compute.
 *
 * @param type empty for the one that the checkpoint has; see {@link TorchType#chosen}
 */
public record ComputeOptions(Optional<TorchType> type, Device device) {}
