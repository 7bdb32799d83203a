package io.aitbc.models;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Looks for weights that are no numbers, or infinite: a model with one answers nonsense. */
final class NotFinite {
    private static final int CHUNK = 4 << 20;

    private NotFinite() {}

    /** The names of tensors that hold such a value, in the checkpoint's order. */
    static List<String> in(Checkpoint checkpoint, ReadProgress progress) throws ModelException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        List<String> found = new ArrayList<>();
        long done = 0;
        for (TensorInfo tensor : checkpoint.tensors().values()) {
            boolean bad = false;
            for (long at = 0; at < tensor.bytes() && tensor.dtype().isFloating() && !bad; at += CHUNK) {
                buffer.clear().limit((int) Math.min(CHUNK, tensor.bytes() - at));
                checkpoint.read(tensor.name(), at, buffer);
                bad = isIn(buffer.flip(), tensor.dtype());
                progress.at(done + at, checkpoint.weightBytes());
            }
            if (bad) {
                found.add(tensor.name());
            }
            done += tensor.bytes();
            progress.at(done, checkpoint.weightBytes());
        }
        return found;
    }

    private static boolean isIn(ByteBuffer values, Dtype dtype) {
        while (values.hasRemaining()) {
            if (isNext(values, dtype)) {
                return true;
            }
        }
        return false;
    }

    /** All bits of the exponent set: infinite, or no number. The eight-bit types have rules of their own. */
    private static boolean isNext(ByteBuffer values, Dtype dtype) {
        return switch (dtype) {
            case F16 -> (values.getShort() & 0x7c00) == 0x7c00;
            case BF16 -> (values.getShort() & 0x7f80) == 0x7f80;
            case F32 -> (values.getInt() & 0x7f800000) == 0x7f800000;
            case F64 -> (values.getLong() & 0x7ff0000000000000L) == 0x7ff0000000000000L;
            case F8_E4M3 -> (values.get() & 0x7f) == 0x7f;
            case F8_E5M2 -> (values.get() & 0x7c) == 0x7c;
            case F8_E8M0 -> values.get() == (byte) 0xff;
            default -> throw new IllegalArgumentException(dtype + " has no such values");
        };
    }
}
