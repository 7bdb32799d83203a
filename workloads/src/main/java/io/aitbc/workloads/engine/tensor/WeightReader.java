package io.aitbc.workloads.engine.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.models.TensorInfo;
import io.aitbc.workloads.engine.Devices;
import io.aitbc.workloads.engine.TorchEngine;
import io.aitbc.workloads.engine.script.ScriptModule;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Moves weights from a checkpoint to a device, one piece of {@value #PIECE} bytes after the other. The script must have
 * the methods {@code reserve(role, shape, device)} and {@code copy(role, bytes, type, row, rows, transposed)}, which
 * {@code weights.torchscript} beside this class has the substance of; elements cross over as bytes because DJL knows no
 * bfloat16.
 */
public final class WeightReader implements AutoCloseable {
    private static final int PIECE = 16 << 20;

    private final Checkpoint checkpoint;
    private final ScriptModule script;
    private final Device device;
    private final Runnable checkCanceled;
    private final NDManager manager = TorchEngine.manager(Device.cpu());
    private ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);

    /** @param checkCanceled called before each piece; may throw */
    public WeightReader(Checkpoint checkpoint, ScriptModule script, Device device, Runnable checkCanceled) {
        this.checkpoint = checkpoint;
        this.script = script;
        this.device = device;
        this.checkCanceled = checkCanceled;
    }

    /**
     * Checks that a tensor is there, of a type that can be computed with, and of the shape that the configuration calls
     * for; reads none of it.
     */
    public static TorchType check(Checkpoint checkpoint, Weight.Slice slice) throws ModelException {
        TensorInfo info = checkpoint.tensors().get(slice.tensor());
        if (info == null) {
            throw broken("the weights have no tensor " + slice.tensor() + ", which config.json calls for");
        }
        if (!info.shape().equals(slice.shape())) {
            throw broken("tensor " + slice.tensor() + " has the shape " + info.shape() + ", and config.json calls for "
                    + slice.shape());
        }
        return TorchType.of(info.dtype())
                .orElseThrow(() -> broken("tensor " + slice.tensor() + " is of type " + info.dtype()
                        + ", and this miner computes with F32, F16 and BF16"));
    }

    /**
     * Checks all tensors that a network takes, as {@link #check} does, and that the checkpoint has no others.
     *
     * @param needless tells tensors that checkpoints carry and nobody needs
     * @param network what has no such tensor, for the message
     * @return numbers in the wanted tensors, each counted once
     */
    public static long checkAll(
            Checkpoint checkpoint, List<Weight.Slice> wanted, Predicate<String> needless, String network)
            throws ModelException {
        Set<String> used = new HashSet<>();
        for (Weight.Slice slice : wanted) {
            check(checkpoint, slice);
            used.add(slice.tensor());
        }
        long elements = 0;
        for (TensorInfo info : checkpoint.tensors().values()) {
            if (used.contains(info.name())) {
                elements += info.elements();
            } else if (!needless.test(info.name())) {
                throw broken("the weights have a tensor " + info.name() + ", which " + network
                        + " does not have; this miner would compute something else");
            }
        }
        return elements;
    }

    /** Moves one weight; the script then has it under its role. */
    public void load(Weight weight) throws ModelException {
        script.run("reserve", weight.role(), weight.shape(), Devices.name(device));
        long row = 0;
        for (Weight.Slice slice : weight.slices()) {
            copy(weight, slice, row);
            row += slice.shape().get(0);
        }
    }

    private void copy(Weight weight, Weight.Slice slice, long row) throws ModelException {
        TorchType type = check(checkpoint, slice);
        long rows = slice.shape().get(0);
        long rowBytes =
                Objects.requireNonNull(checkpoint.tensors().get(slice.tensor())).bytes() / rows;
        long step = Math.max(1, PIECE / rowBytes);
        for (long from = 0; from < rows; from += step) {
            long count = Math.min(step, rows - from);
            try (NDArray bytes = read(slice.tensor(), from * rowBytes, count * rowBytes)) {
                if (!script.test("copy", weight.role(), bytes, type.number(), row + from, count, weight.transposed())) {
                    throw notFinite(slice.tensor());
                }
            }
        }
    }

    /** Looks at a tensor that stays where it is. */
    public void mustBeFinite(String tensor) throws ModelException {
        TensorInfo info = Objects.requireNonNull(checkpoint.tensors().get(tensor));
        TorchType type = check(checkpoint, new Weight.Slice(tensor, info.shape()));
        for (long from = 0; from < info.bytes(); from += PIECE) {
            try (NDArray bytes = read(tensor, from, Math.min(PIECE, info.bytes() - from))) {
                if (!script.test("finite", bytes, type.number())) {
                    throw notFinite(tensor);
                }
            }
        }
    }

    /** The array lies on {@link #piece}, which is filled anew by the next call. */
    private NDArray read(String tensor, long from, long length) throws ModelException {
        checkCanceled.run();
        int bytes = Math.toIntExact(length);
        if (bytes > piece.capacity()) {
            piece = ByteBuffer.allocateDirect(bytes);
        }
        piece.clear().limit(bytes);
        checkpoint.read(tensor, from, piece);
        piece.flip();
        return manager.create(piece, new Shape(bytes), DataType.INT8);
    }

    private static ModelException notFinite(String tensor) {
        return broken("tensor " + tensor + " holds NaN or infinity; download the model again");
    }

    private static ModelException broken(String message) {
        return new ModelException(FailureCode.E_MODEL, message);
    }

    /** All slices of these weights. */
    public static List<Weight.Slice> slices(List<Weight> weights) {
        return weights.stream().flatMap(weight -> weight.slices().stream()).toList();
    }

    @Override
    public void close() {
        manager.close();
    }
}
