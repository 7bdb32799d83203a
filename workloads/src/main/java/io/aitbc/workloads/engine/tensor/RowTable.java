package io.aitbc.workloads.engine.tensor;

import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.models.TensorInfo;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A matrix of which single rows are wanted, such as an embedding: it stays in its file and takes memory neither here
 * nor on the device. A row is read when it is asked for, which the system's cache of files answers in a microsecond. It
 * is not mapped, because a mapping counts as this process' memory, and one that is cut short ends it.
 */
public final class RowTable {
    private final Checkpoint checkpoint;
    private final String tensor;
    private final TorchType type;
    private final int rowBytes;

    /** @param checkpoint stays open as long as this is used */
    public RowTable(Checkpoint checkpoint, Weight.Slice matrix) throws ModelException {
        this.checkpoint = checkpoint;
        this.tensor = matrix.tensor();
        this.type = WeightReader.check(checkpoint, matrix);
        TensorInfo info = Objects.requireNonNull(checkpoint.tensors().get(tensor));
        this.rowBytes = Math.toIntExact(info.bytes() / matrix.shape().get(0));
    }

    /** Of an element. */
    public TorchType type() {
        return type;
    }

    public int rowBytes() {
        return rowBytes;
    }

    /** Appends a row's bytes to {@code target}, and leaves its limit there. */
    public void read(int row, ByteBuffer target) throws ModelException {
        target.limit(target.position() + rowBytes);
        checkpoint.read(tensor, (long) row * rowBytes, target);
    }
}
