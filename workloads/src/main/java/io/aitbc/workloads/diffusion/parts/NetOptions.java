package io.aitbc.workloads.diffusion.parts;

import ai.djl.Device;
import io.aitbc.models.Checkpoint;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.engine.tensor.WeightReader;
import java.util.Optional;

/**
 * How to load a network.
 *
 * @param type to compute in; empty for the one that the checkpoint has. The processor computes float16 as float32,
 *     which holds it exactly
 * @param checkCanceled called many times while weights are read; may throw
 */
public record NetOptions(Optional<TorchType> type, Device device, Runnable checkCanceled) {
    /** For a loading that nobody cancels. */
    public NetOptions(Optional<TorchType> type, Device device) {
        this(type, device, () -> {});
    }

    /** The same for one loading, which that ends. */
    public NetOptions endedBy(Runnable canceled) {
        return new NetOptions(type, device, canceled);
    }

    /** What moves the weights. */
    public WeightReader reader(Checkpoint checkpoint, ScriptModule script) {
        return new WeightReader(checkpoint, script, device, checkCanceled);
    }

    /** @param stored as most of the weights are */
    public TorchType typeOf(TorchType stored) {
        return type.orElse(stored).on(device);
    }
}
