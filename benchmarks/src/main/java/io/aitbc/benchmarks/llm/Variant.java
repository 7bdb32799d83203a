package io.aitbc.benchmarks.llm;

import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.text.model.Quantization;

/** A way to load a checkpoint, and what one weight then takes. */
public enum Variant {
    BF16(TorchType.BFLOAT16, Quantization.NONE, 2, 2),
    INT8(TorchType.BFLOAT16, Quantization.INT8, 1, 1),
    INT4(TorchType.BFLOAT16, Quantization.INT4, 0.5, 1),
    FLOAT32(TorchType.FLOAT32, Quantization.NONE, 4, 4);

    private final TorchType type;
    private final Quantization quantization;
    private final double layerBytes;
    private final double headBytes;

    Variant(TorchType type, Quantization quantization, double layerBytes, double headBytes) {
        this.type = type;
        this.quantization = quantization;
        this.layerBytes = layerBytes;
        this.headBytes = headBytes;
    }

    public TorchType type() {
        return type;
    }

    public Quantization quantization() {
        return quantization;
    }

    /** Of one weight in a layer. */
    double layerBytes() {
        return layerBytes;
    }

    /** Of one weight in the head. */
    double headBytes() {
        return headBytes;
    }
}
