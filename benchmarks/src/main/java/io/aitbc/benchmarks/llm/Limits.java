package io.aitbc.benchmarks.llm;

import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the machine can do at most, found with the engine's own kernels and as many threads as it uses: how fast memory
 * is read, and how fast matrices are multiplied.
 */
final class Limits implements AutoCloseable {
    private static final int COLUMNS = 4096;
    private static final int TRIES = 3;

    private final ScriptModule script;

    Limits() {
        String code =
                new ScriptSource().file(Limits.class, "limits.torchscript").code();
        Map<String, @Nullable Boolean> attributes = new LinkedHashMap<>();
        attributes.put("x", null);
        attributes.put("plain", null);
        attributes.put("packed", null);
        this.script = new ScriptModule(new ScriptArchive(code, "Limits", attributes));
    }

    /** Takes the memory that {@link #readBandwidth} reads. */
    void fill(long bytes) {
        script.run("fill", bytes / COLUMNS / Float.BYTES, (long) COLUMNS);
    }

    /**
     * Bytes a second; of three sums and three products with a vector the fastest.
     *
     * @param bytes as {@link #fill} was told
     */
    double readBandwidth(long bytes) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIES; i++) {
            best = Math.min(best, seconds(() -> script.test("sum")));
            best = Math.min(best, seconds(() -> script.test("times_vector")));
        }
        return bytes / COLUMNS / Float.BYTES * COLUMNS * Float.BYTES / best;
    }

    /**
     * Operations a second over all linear layers of a model's layer, each with weights as they come or as oneDNN packs
     * them, whichever is faster.
     */
    double multiplyRate(ModelShape shape, int rows, TorchType type) {
        double flops = 0;
        double seconds = 0;
        for (ModelShape.Linear linear : shape.linears()) {
            script.run("prepare", rows, linear.outputs(), linear.inputs(), type.number());
            flops += 2.0 * rows * linear.weights();
            seconds += Math.min(fastest("multiply_plain"), fastest("multiply_packed"));
        }
        script.run("drop");
        return flops / seconds;
    }

    private double fastest(String method) {
        mustBeNumber(method, 1);
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIES; i++) {
            best = Math.min(best, seconds(() -> mustBeNumber(method, 2)) / 2);
        }
        return best;
    }

    private void mustBeNumber(String method, int times) {
        if (!script.test(method, times)) {
            throw new IllegalStateException(method + " answers no number");
        }
    }

    static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e9;
    }

    @Override
    public void close() {
        script.close();
    }
}
