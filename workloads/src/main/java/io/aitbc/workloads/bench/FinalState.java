package io.aitbc.workloads.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import io.aitbc.api.outcome.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * What the last matrix is, in few words.
 *
 * @param checksum lower-case hex SHA-256 of its elements, row by row, little-endian: the same on the same kind of
 *     machine
 * @param norm its Frobenius norm: the size, unless something is wrong
 * @param sum of all elements
 * @param trace sum of its diagonal
 * @param first its element at row 0, column 0
 */
record FinalState(String checksum, double norm, double sum, double trace, double first) {
    /** Reads the matrix in blocks; the sums are taken in double, row by row, so the same bytes give the same sums. */
    static FinalState of(NDArray matrix) {
        Sums sums = new Sums(matrix.getShape().get(1));
        MessageDigest digest = Sha256.begin();
        long rows = matrix.getShape().get(0);
        int step = MatrixChain.blockRows(matrix.getShape().get(1), Double.BYTES);
        for (long row = 0; row < rows; row += step) {
            try (NDManager scratch = matrix.getManager().newSubManager()) {
                NDIndex block = new NDIndex().addSliceDim(row, Math.min(rows, row + step));
                NDArray part = matrix.get(scratch, block);
                digest.update(bytes(part));
                sums.add(bytes(part.toType(DataType.FLOAT64, false)));
            }
        }
        return new FinalState(Sha256.hex(digest), Math.sqrt(sums.squares), sums.sum, sums.trace, sums.first);
    }

    private static ByteBuffer bytes(NDArray part) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("elements are hashed as they lie, which must be little-endian");
        }
        return part.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static final class Sums {
        private final long columns;
        private long index;
        private double squares;
        private double sum;
        private double trace;
        private double first;

        Sums(long columns) {
            this.columns = columns;
        }

        void add(ByteBuffer doubles) {
            while (doubles.hasRemaining()) {
                double value = doubles.getDouble();
                squares += value * value;
                sum += value;
                if (index % (columns + 1) == 0) {
                    trace += value;
                }
                if (index == 0) {
                    first = value;
                }
                index++;
            }
        }
    }
}
