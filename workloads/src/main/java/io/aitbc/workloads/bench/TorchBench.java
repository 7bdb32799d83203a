package io.aitbc.workloads.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.workloads.engine.Devices;
import io.aitbc.workloads.engine.TorchEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The guide's {@code torch_bench}: {@code iterations} matrix products of {@code size}², one after another, and what
 * came out.
 *
 * <p>Metrics: {@code throughput_ops} the products done (the guide's own field); {@code seconds} from the first product
 * to the last one's end, drawing and hashing not counted; {@code ops_per_second}; {@code tflops} = 2·size³·iterations /
 * seconds / 10¹²; {@code setup_seconds} for drawing the matrices; {@code matrix_bytes} for the three of them.
 */
public final class TorchBench implements Workload {
    static final String NAME = "torch_bench";
    static final String OUTPUT = "out.json";

    /** On a card, how often the queue is let run dry so that progress is real and a cancel is heard. */
    private static final long CARD_WAIT_NANOS = 100_000_000;

    private final LongSupplier nanoTime;

    /** For {@link java.util.ServiceLoader}. */
    public TorchBench() {
        this(System::nanoTime);
    }

    TorchBench(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Context context) throws WorkFailedException {
        BenchPlan plan = BenchPlan.of(context.params());
        Device device = Devices.of(context.device());
        requireMemory(plan, device, context.memoryLimitBytes());
        try (NDManager home = TorchEngine.manager(device)) {
            long drawn = nanoTime.getAsLong();
            MatrixChain chain = new MatrixChain(home, plan, context::checkCanceled);
            chain.await();
            long begun = nanoTime.getAsLong();
            multiply(chain, plan, context);
            long ended = nanoTime.getAsLong();
            Path output = write(context.directory(), plan, FinalState.of(chain.state()));
            Map<String, @Nullable Object> metrics = metrics(plan, (ended - begun) / 1e9, (begun - drawn) / 1e9);
            return new Result(output, "application/json", Map.of(), metrics, null, plan.seed());
        }
    }

    private void multiply(MatrixChain chain, BenchPlan plan, Context context) {
        long waited = nanoTime.getAsLong();
        for (int k = 0; k < plan.iterations(); k++) {
            context.checkCanceled();
            chain.step(k);
            if (nanoTime.getAsLong() - waited > CARD_WAIT_NANOS) {
                chain.await();
                waited = nanoTime.getAsLong();
            }
            context.progress((k + 1.0) / plan.iterations(), "iteration " + (k + 1) + " of " + plan.iterations());
        }
        chain.await();
    }

    private static void requireMemory(BenchPlan plan, Device device, long limit) throws WorkFailedException {
        long need = device.isGpu() ? BenchPlan.hostBytesBesideCard() : plan.memoryBytes();
        if (need > limit) {
            String message = "size " + plan.size() + " needs " + mib(need) + " MiB of memory, a run here may take "
                    + mib(limit) + " MiB";
            throw new WorkFailedException(new Failure(FailureCode.E_OOM, message, "size"));
        }
    }

    private static long mib(long bytes) {
        return bytes >> 20;
    }

    private static Path write(Path directory, BenchPlan plan, FinalState last) {
        Path output = directory.resolve(OUTPUT);
        try {
            Files.write(output, BenchReport.json(plan, last), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, @Nullable Object> metrics(BenchPlan plan, double seconds, double setupSeconds) {
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
        metrics.put("throughput_ops", plan.iterations());
        metrics.put("seconds", seconds);
        metrics.put("ops_per_second", plan.iterations() / seconds);
        metrics.put("tflops", plan.flops() / seconds / 1e12);
        metrics.put("setup_seconds", setupSeconds);
        metrics.put("matrix_bytes", 3 * plan.matrixBytes());
        return metrics;
    }
}
