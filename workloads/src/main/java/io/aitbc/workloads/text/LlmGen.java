package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import io.aitbc.workloads.engine.Energy;
import io.aitbc.workloads.engine.HostMemory;
import io.aitbc.workloads.engine.ModelJob;
import io.aitbc.workloads.engine.WarmPool;
import io.aitbc.workloads.text.batch.Figures;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code llm_gen}: goes on from a prompt with a language model of this miner's. Jobs for the same model share its
 * batch; models stay loaded for the jobs to come.
 */
public final class LlmGen implements Workload {
    static final String NAME = "llm_gen";
    static final String OUTPUT = "out.json";

    private final Library library;
    private final WarmPool<Object, LanguageModel> warm;
    private final LongSupplier memoryInUse;
    private final Energy energy;
    private final LongSupplier nanoTime;

    /** For {@link java.util.ServiceLoader}. */
    public LlmGen() {
        this(
                new ModelLibrary(System::nanoTime),
                new HostMemory(Path.of("/proc/self"))::bytes,
                new Energy(Path.of("/sys/class/powercap")),
                System::nanoTime);
    }

    LlmGen(Library library, LongSupplier memoryInUse, Energy energy, LongSupplier nanoTime) {
        this.library = library;
        this.warm = new WarmPool<>(memoryInUse);
        this.memoryInUse = memoryInUse;
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
        return ModelJob.run(() -> text(context));
    }

    private Result text(Context context) throws Exception {
        GenerationRequest request = GenerationRequest.of(context.params());
        Library.Found found = library.find(request.model(), context);
        context.progress(0, "loading the model");
        WarmPool.Order<LanguageModel> order = new WarmPool.Order<>(
                () -> found.load(context.memoryLimitBytes() - taken(found, context)),
                found.needBytes(),
                context.memoryLimitBytes(),
                WarmPool.Others.of(context));
        long begun = nanoTime.getAsLong();
        try (WarmPool<Object, LanguageModel>.Lease lease = warm.use(found.key(), order, context::checkCanceled)) {
            double loadSeconds = lease.isFresh() ? (nanoTime.getAsLong() - begun) / 1e9 : 0;
            Result result = generate(request, found.digest(), lease, context, loadSeconds);
            found.mustBeUnchanged(); // rows of the embedding were read until now
            return result;
        }
    }

    /** By all but the model that is loaded, as far as they will use it, or by the process, whichever is more. */
    private long taken(Library.Found loading, Context context) {
        return Math.max(warm.held() - loading.needBytes() + context.heldByOthers(), memoryInUse.getAsLong());
    }

    private Result generate(
            GenerationRequest request,
            String digest,
            WarmPool<Object, LanguageModel>.Lease lease,
            Context context,
            double loadSeconds)
            throws Exception {
        LanguageModel model = lease.value();
        GenerationTask task = Tasks.of(request, model);
        byte[] identity = Identity.of(digest, task, model, library.engine(), context);
        Metrics metrics = new Metrics(energy.now(), nanoTime.getAsLong(), loadSeconds);
        try (TokenLog log = TokenLog.open(context.checkpoint(), identity, task.most())) {
            Generation generation = Generation.of(task, context, log, nanoTime);
            Figures figures = generation.isComplete() ? Figures.NONE : finish(lease, generation);
            Answer answer = generation.answer();
            Path output = write(context.directory(), OutputJson.of(answer, model.words()));
            return new Result(
                    output,
                    "application/json",
                    Map.of(),
                    metrics.of(model.decoder().facts(), generation, answer, figures),
                    digest,
                    seed(request));
        }
    }

    private static Figures finish(WarmPool<Object, LanguageModel>.Lease lease, Generation generation) throws Exception {
        try {
            return lease.value().batcher().submit(generation).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            if (lease.value().batcher().broke()) {
                lease.spoil();
            }
        }
    }

    private static Path write(Path directory, byte[] json) throws IOException {
        Path output = directory.resolve(OUTPUT);
        return Files.write(output, json, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Null when no number is drawn. */
    private static @Nullable BigInteger seed(GenerationRequest request) {
        return request.sampling().isGreedy()
                ? null
                : new BigInteger(Long.toUnsignedString(request.sampling().seed()));
    }
}
