package io.aitbc.workloads.diffusion;

import io.aitbc.api.param.InvalidParamsException;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;
import io.aitbc.workloads.engine.Energy;
import io.aitbc.workloads.engine.Fingerprint;
import io.aitbc.workloads.engine.HostMemory;
import io.aitbc.workloads.engine.JavaHeap;
import io.aitbc.workloads.engine.ModelJob;
import io.aitbc.workloads.engine.ModelShelf;
import io.aitbc.workloads.engine.WarmPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code sd_infer}: draws pictures with a Stable Diffusion model of this miner's. Jobs for the same model come one
 * after another; models stay loaded for the jobs to come.
 */
public final class SdInfer implements Workload {
    static final String NAME = "sd_infer";
    static final String OUTPUT = "out.json";

    /** To be raised when the same parameters lead to other latents than before. */
    private static final int FORMAT = 2;

    private final Library library;
    private final WarmPool<Object, Pipeline> warm;
    private final JavaHeap heap;
    private final Energy energy;
    private final LongSupplier nanoTime;

    /** For {@link java.util.ServiceLoader}. */
    public SdInfer() {
        this(
                new ModelLibrary(),
                new HostMemory(Path.of("/proc/self"))::bytes,
                JavaHeap.own(),
                new Energy(Path.of("/sys/class/powercap")),
                System::nanoTime);
    }

    SdInfer(Library library, LongSupplier memoryInUse, JavaHeap heap, Energy energy, LongSupplier nanoTime) {
        this.library = library;
        this.warm = new WarmPool<>(memoryInUse);
        this.heap = heap;
        this.energy = energy;
        this.nanoTime = nanoTime;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void makeRoom() {
        warm.makeRoom();
    }

    @Override
    public long heldBytes() {
        return warm.held();
    }

    @Override
    public Result run(Context context) throws WorkFailedException {
        return ModelJob.run(() -> picture(context));
    }

    private Result picture(Context context) throws Exception {
        PictureRequest request = PictureRequest.of(context.params(), context::input);
        Library.Found found = library.find(request.model(), context);
        if (context.premises().safety() == Safety.BLOCK && found.layout().checker() == null) {
            throw Layout.unchecked();
        }
        PictureTask task = PictureTask.of(request, found.layout());
        MemoryNeed need = found.need(task);
        boolean lean = need.isTight(found.limitBytes(), found.isOnCard());
        JavaHeap.Claim claim = heap.claim(need.host().heap());
        try {
            return run(task.opened(), found, need.onHost(found.isOnCard(), lean), lean, context);
        } finally {
            claim.close();
        }
    }

    private Result run(PictureTask task, Library.Found found, long needBytes, boolean lean, Context context)
            throws Exception {
        context.progress(0, "loading the model");
        WarmPool.Order<Pipeline> order = new WarmPool.Order<>(
                () -> loaded(found, lean), needBytes, context.memoryLimitBytes(), WarmPool.Others.of(context));
        Optional<Result> result = Optional.empty();
        while (result.isEmpty()) {
            long begun = nanoTime.getAsLong();
            Pipeline pipeline;
            try (WarmPool<Object, Pipeline>.Lease lease = warm.use(found.key(lean), order, context::checkCanceled)) {
                double loadSeconds = lease.isFresh() ? (nanoTime.getAsLong() - begun) / 1e9 : 0;
                pipeline = lease.value();
                result = inTurn(lease, context, () -> {
                    Result drawn = draw(task, lease.value(), found.digest(), context, loadSeconds);
                    found.mustBeUnchanged(); // configurations and rows of embeddings were read until now
                    return drawn;
                });
            }
            if (result.isEmpty()) {
                pipeline.awaitClosed(context::checkCanceled); // else there might be no memory for another
            }
        }
        return result.get();
    }

    /** @return empty when the one who had the pipeline before has spoilt it: there will be another */
    private static Optional<Result> inTurn(
            WarmPool<Object, Pipeline>.Lease lease, Context context, Callable<Result> drawing) throws Exception {
        AtomicReference<@Nullable Turn> turn = new AtomicReference<>(); // kept also when telling of it fails
        try {
            context.waiting(() -> {
                turn.set(lease.value().enter(() -> {
                    context.checkCanceled();
                    context.progress(0, "waiting for another job with this model");
                }));
                return turn;
            });
            return lease.isSpoilt() ? Optional.empty() : Optional.of(drawing.call());
        } catch (CanceledException
                | WorkFailedException
                | InvalidParamsException
                | ModelException
                | IOException e) { // the job's own files; what networks cannot read is a ModelException
            throw e;
        } catch (Throwable e) { // memory errors included: nobody knows what it left in the networks
            lease.spoil();
            throw e;
        } finally {
            Turn held = turn.get();
            if (held != null) {
                held.close();
            }
        }
    }

    private static Pipeline loaded(Library.Found found, boolean lean) throws Exception {
        try {
            return found.load(lean).ready();
        } catch (ModelException e) {
            throw ModelShelf.failed(e); // in which words the pool knows a lack of memory
        }
    }

    private Result draw(PictureTask task, Pipeline pipeline, String digest, Context context, double loadSeconds)
            throws Exception {
        Metrics metrics = new Metrics(energy.now(), nanoTime.getAsLong(), loadSeconds);
        DeviceTime device = new DeviceTime(context, nanoTime);
        byte[] identity = Fingerprint.of(
                FORMAT,
                library.engine(),
                digest,
                context,
                Map.of(
                        "type",
                        pipeline.type().name(),
                        "canvas",
                        List.of(task.canvas().rows(), task.canvas().columns())));
        SketchFile sketch = new SketchFile(context.checkpoint(), identity, nanoTime);
        Painting painting = new Painting(task, pipeline, context, device);
        float[] latents = painting.latents(sketch);
        List<Drawn> drawn = new Gallery(task, pipeline, context, device)
                .write(painting, latents, OutputJson.texts(task, pipeline, digest));
        Path output = Files.write(
                context.directory().resolve(OUTPUT),
                OutputJson.of(task, pipeline, digest, drawn),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
        Map<Path, String> parts = new LinkedHashMap<>();
        drawn.forEach(each -> parts.put(each.file(), "image/png"));
        String safety = Metrics.safety(context.premises().safety(), pipeline);
        return new Result(
                output,
                "application/json",
                parts,
                metrics.of(task, painting, device, safety),
                digest,
                task.request().draw().seed());
    }
}
