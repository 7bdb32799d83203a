package io.aitbc.workloads.runner;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.sun.jna.Function;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.engine.TorchEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A workload that does wrong, for real, what its parameter says. */
public final class Misbehaving implements Workload {
    static final String NAME = "test_misbehaving";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Context context) {
        Path output = context.directory().resolve("out.txt");
        Map<String, @Nullable Object> metrics = new HashMap<>();
        try {
            switch (String.valueOf(context.params().get("how"))) {
                case "heap" -> fillHeap();
                case "native_memory" -> fillNativeMemory();
                case "disk_full" -> Files.writeString(Path.of("/dev/full"), "x".repeat(1 << 16));
                case "print" -> print(output);
                case "throw" -> throw new IllegalStateException("a secret of the job");
                case "no_output" -> Files.deleteIfExists(output);
                case "foreign_output" -> output = Path.of("/etc/hostname");
                case "bad_metric" -> {
                    Files.writeString(output, "done");
                    metrics.put("speed", Double.NaN);
                }
                case "wait" -> waitForCancel(context);
                case "wait_aside" -> Files.writeString(output, context.waiting(() -> "waited"));
                default -> throw new IllegalArgumentException("how");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Result(output, "text/plain", Map.of(), metrics, null, null);
    }

    private static void fillHeap() {
        List<long[]> kept = new ArrayList<>();
        while (true) {
            kept.add(new long[1 << 20]);
            if (kept.size() > 1 << 20) {
                throw new IllegalStateException("a heap of petabytes");
            }
        }
    }

    private static void fillNativeMemory() {
        try (NDManager manager = TorchEngine.manager(Device.cpu())) {
            manager.zeros(new Shape(1L << 44));
        }
    }

    @SuppressForbidden("prints where it should not, on purpose")
    private static void print(Path output) throws IOException {
        System.out.println("Java talks where frames go");
        Function.getFunction("c", "puts").invokeInt(new Object[] {"native code talks where frames go"});
        Function.getFunction("c", "fflush").invokeInt(new Object[] {null});
        Files.writeString(output, "done");
    }

    private static void waitForCancel(Context context) {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            context.checkCanceled();
            context.progress(0.5, "waiting");
            try {
                if (never.await(1, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted inside the work", e);
            }
        }
    }
}
