package io.aitbc.benchmarks.peer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.aitbc.api.lint.SuppressForbidden;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The loop of {@code torch_bench} as anyone would write it on DJL, with no runner, no agent and no cancel around it:
 * for each line {@code SIZE ITERATIONS} of standard input it multiplies and answers with a line {@code done SECONDS
 * NORM}.
 */
public final class MatrixPeer {
    private MatrixPeer() {}

    @SuppressForbidden("a program's main")
    public static void main(String[] args) throws IOException {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            multiply(64, 10); // loads the engine
            System.out.println("ready");
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] numbers = line.split(" ", -1);
                System.out.println("done " + multiply(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])));
            }
        }
    }

    /** @return seconds of the loop, and the last matrix's norm, which is {@code size} when all went well */
    private static String multiply(int size, int iterations) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray state = manager.randomUniform(-1, 1, new Shape(size, size), DataType.FLOAT32);
            NDArray weights = manager.randomUniform(-1, 1, new Shape(size, size), DataType.FLOAT32)
                    .mul(Math.sqrt(3.0 / size));
            NDArray signs = manager.randomUniform(-1, 1, new Shape((long) size + iterations - 1), DataType.FLOAT32)
                    .sign()
                    .mul(size);
            long begun = System.nanoTime();
            for (int k = 0; k < iterations; k++) {
                try (NDManager step = manager.newSubManager()) {
                    state.attach(step);
                    NDArray next = state.matMul(weights);
                    NDArray row = signs.get(step, new NDIndex().addSliceDim(k, (long) k + size));
                    next.muli(row.div(next.norm()));
                    next.attach(manager);
                    state = next;
                }
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return seconds + " " + state.norm().getFloat();
        }
    }
}
