package io.aitbc.workloads.engine.tensor;

import ai.djl.Device;
import io.aitbc.models.Dtype;
import java.util.Arrays;
import java.util.Optional;

/** The element types that networks compute in, with the engine's numbers for them, as scripts write them. */
public enum TorchType {
    FLOAT32(6, 4, Dtype.F32),
    FLOAT16(5, 2, Dtype.F16),
    BFLOAT16(15, 2, Dtype.BF16);

    private final int number;
    private final int bytes;
    private final Dtype stored;

    TorchType(int number, int bytes, Dtype stored) {
        this.number = number;
        this.bytes = bytes;
        this.stored = stored;
    }

    /** What a script calls this type. */
    public int number() {
        return number;
    }

    /** Of one element. */
    public int bytes() {
        return bytes;
    }

    /** What {@code device} computes this type in: the processor computes float16 as float32, which holds it exactly. */
    public TorchType on(Device device) {
        return this == FLOAT16 && !device.isGpu() ? FLOAT32 : this;
    }

    /** Empty for types that no weight may have. */
    public static Optional<TorchType> of(Dtype dtype) {
        return Arrays.stream(values()).filter(type -> type.stored == dtype).findFirst();
    }
}
