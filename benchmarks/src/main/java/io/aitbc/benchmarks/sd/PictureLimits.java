package io.aitbc.benchmarks.sd;

import io.aitbc.workloads.engine.script.ScriptArchive;
import io.aitbc.workloads.engine.script.ScriptModule;
import io.aitbc.workloads.engine.script.ScriptSource;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast this machine multiplies when nothing is in the way: convolutions and linear layers of the denoiser's own
 * shapes, one after the other, each with weights as they come or as oneDNN packs them, whichever is faster.
 */
final class PictureLimits implements AutoCloseable {
    private static final int TRIES = 2;

    /** One layer of {@code inputs} and {@code outputs} on two pictures of {@code side} pixels. */
    private record Layer(int side, int inputs, int outputs, int kernel) {
        double flops() {
            return 2.0 * 2 * side * side * inputs * outputs * kernel * kernel;
        }
    }

    private static final List<Layer> LAYERS = List.of(
            new Layer(64, 320, 320, 3),
            new Layer(32, 640, 640, 3),
            new Layer(16, 1280, 1280, 3),
            new Layer(64, 320, 1280, 1),
            new Layer(32, 640, 2560, 1),
            new Layer(16, 1280, 5120, 1));

    private final ScriptModule script;

    PictureLimits() {
        String code = new ScriptSource()
                .file(PictureLimits.class, "limits.torchscript")
                .code();
        Map<String, @Nullable Boolean> attributes = new LinkedHashMap<>();
        attributes.put("x", null);
        attributes.put("plain", null);
        attributes.put("packed", null);
        this.script = new ScriptModule(new ScriptArchive(code, "Limits", attributes));
    }

    /** Operations a second over all those layers. */
    double multiplyRate(TorchType type) {
        double flops = 0;
        double seconds = 0;
        for (Layer layer : LAYERS) {
            script.run("prepare", layer.side(), layer.inputs(), layer.outputs(), layer.kernel(), type.number());
            flops += layer.flops();
            seconds += Math.min(fastest("multiply_plain"), fastest("multiply_packed"));
        }
        script.run("drop");
        return flops / seconds;
    }

    private double fastest(String method) {
        run(method, 1);
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIES; i++) {
            long begun = System.nanoTime();
            run(method, 2);
            best = Math.min(best, (System.nanoTime() - begun) / 1e9 / 2);
        }
        return best;
    }

    private void run(String method, int times) {
        if (!script.test(method, times)) {
            throw new IllegalStateException(method + " answers no number");
        }
    }

    @Override
    public void close() {
        script.close();
    }
}
