package io.aitbc.workloads.engine.tensor;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.models.TensorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A matrix of which single rows are wanted, such as an embedding: it stays in its file, mapped into memory, so that
 * only rows that were looked at take memory, and none on the device. The rows are looked at by Java, to which a file
 * that was cut short is an error; native code would die of it.
 */
public final class RowTable {
    private static final long SEGMENT = 1L << 30;

    private final List<ByteBuffer> segments = new ArrayList<>();
    private final int rowsPerSegment;
    private final int rowBytes;
    private final TorchType type;

    public RowTable(Checkpoint checkpoint, Weight.Slice matrix) throws ModelException {
        this.type = WeightReader.check(checkpoint, matrix);
        TensorInfo info = Objects.requireNonNull(checkpoint.tensors().get(matrix.tensor()));
        this.rowBytes = Math.toIntExact(info.bytes() / matrix.shape().get(0));
        this.rowsPerSegment = (int) Math.max(1, SEGMENT / rowBytes);
        long step = (long) rowsPerSegment * rowBytes;
        for (long from = 0; from < info.bytes(); from += step) {
            segments.add(checkpoint.bytes(matrix.tensor(), from, (int) Math.min(step, info.bytes() - from)));
        }
    }

    /** Of an element. */
    public TorchType type() {
        return type;
    }

    public int rowBytes() {
        return rowBytes;
    }

    /** Appends a row's bytes to {@code target}. */
    public void read(int row, ByteBuffer target) throws ModelException {
        ByteBuffer segment = segments.get(row / rowsPerSegment);
        try {
            target.put(segment.duplicate()
                    .position(row % rowsPerSegment * rowBytes)
                    .limit((row % rowsPerSegment + 1) * rowBytes));
        } catch (InternalError e) { // how Java says that a mapped page could not be read
            throw new ModelException(
                    FailureCode.E_MODEL, "the weights became shorter, or cannot be read any more, while in use");
        }
    }
}
