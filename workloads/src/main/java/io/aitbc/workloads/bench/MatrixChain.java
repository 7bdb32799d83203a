package io.aitbc.workloads.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongToDoubleFunction;

/**
 * The chain on the engine. Holds three matrices in {@code home}, one of them only during a step; closing {@code home}
 * frees everything. Not for several threads.
 */
final class MatrixChain {
    private static final int BLOCK_BYTES = 4 << 20;

    private final NDManager home;
    private final BenchPlan plan;
    private final NDArray weights;
    private final NDArray signs;
    private NDArray state;

    /**
     * Draws the matrices, block by block so that the heap never holds one.
     *
     * @param betweenBlocks called between blocks; may throw to stop
     */
    MatrixChain(NDManager home, BenchPlan plan, Runnable betweenBlocks) {
        this.home = home;
        this.plan = plan;
        SeededNumbers numbers = new SeededNumbers(plan.seed().longValue());
        long n = plan.size();
        double scale = Math.sqrt(3.0 / n);
        Filler filler = new Filler(betweenBlocks);
        state = filler.matrix(numbers::uniform);
        weights = filler.matrix(index -> numbers.uniform(n * n + index) * scale);
        signs = filler.rows(1, n + plan.iterations() - 1, index -> numbers.sign(2 * n * n + index) * (double) n)
                .reshape(n + plan.iterations() - 1);
    }

    /** Step {@code k}, from 0. On a card it may return before the work is done. */
    void step(int k) {
        try (NDManager scratch = home.newSubManager()) {
            state.attach(scratch);
            NDArray next = state.matMul(weights);
            NDArray row = signs.get(scratch, new NDIndex().addSliceDim(k, (long) k + plan.size()));
            next.muli(row.div(next.norm()));
            next.attach(home);
            state = next;
        }
    }

    /** Waits until all steps are done. */
    void await() {
        if (home.getDevice().isGpu()) {
            try (NDArray corner = state.get(0, 0)) {
                corner.toByteBuffer();
            }
        }
    }

    NDArray state() {
        return state;
    }

    /** Rows of a matrix of this size that make up one block of at most 4 MiB. */
    static int blockRows(long columns, int elementBytes) {
        return (int) Math.max(1, BLOCK_BYTES / (columns * elementBytes));
    }

    /** Fills matrices through one buffer of the processor's memory. */
    private final class Filler {
        private final DataType drawn = plan.dtype() == DataType.FLOAT64 ? DataType.FLOAT64 : DataType.FLOAT32;
        private final Runnable betweenBlocks;

        Filler(Runnable betweenBlocks) {
            this.betweenBlocks = betweenBlocks;
        }

        NDArray matrix(LongToDoubleFunction element) {
            return rows(plan.size(), plan.size(), element);
        }

        NDArray rows(long rows, long columns, LongToDoubleFunction element) {
            NDArray matrix = home.create(new Shape(rows, columns), plan.dtype());
            int step = blockRows(columns, drawn.getNumOfBytes());
            for (long row = 0; row < rows; row += step) {
                betweenBlocks.run();
                long end = Math.min(rows, row + step);
                try (NDManager scratch = home.newSubManager(Device.cpu())) {
                    NDArray block = scratch.create(new Shape(end - row, columns), drawn);
                    fill(block.toByteBuffer(true).order(ByteOrder.nativeOrder()), row * columns, element);
                    matrix.set(new NDIndex().addSliceDim(row, end), block.toType(plan.dtype(), false));
                }
            }
            return matrix;
        }

        /** Writes into the block's own memory: a direct buffer of Java's would stay until the collector runs. */
        private void fill(ByteBuffer block, long from, LongToDoubleFunction element) {
            for (long index = from; block.hasRemaining(); index++) {
                double value = element.applyAsDouble(index);
                if (drawn == DataType.FLOAT64) {
                    block.putDouble(value);
                } else {
                    block.putFloat((float) value);
                }
            }
        }
    }
}
