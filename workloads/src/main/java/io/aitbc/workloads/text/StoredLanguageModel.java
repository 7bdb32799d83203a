package io.aitbc.workloads.text;

import ai.djl.Device;
import io.aitbc.api.port.Workload;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import io.aitbc.workloads.engine.CardMemory;
import io.aitbc.workloads.engine.Devices;
import io.aitbc.workloads.engine.ModelShelf;
import io.aitbc.workloads.engine.tensor.TorchType;
import io.aitbc.workloads.text.batch.Batcher;
import io.aitbc.workloads.text.batch.Cuts;
import io.aitbc.workloads.text.model.Decoder;
import io.aitbc.workloads.text.model.Decoders;
import io.aitbc.workloads.text.model.LoadOptions;
import io.aitbc.workloads.text.model.Quantization;
import io.aitbc.workloads.text.tokens.Tokenizer;
import io.aitbc.workloads.text.tokens.TokenizerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;

/** A model in MODEL_DIR, and how it is to be loaded. */
final class StoredLanguageModel implements Library.Found {
    /** What a model takes beside its weights and its cache: the engine's working memory, the tokenizer. */
    private static final long BESIDE = 64L << 20;

    /** The cache takes no more than this share of the memory that the weights leave. */
    private static final int CACHE_SHARE = 2;

    private static final long LARGEST_CACHE = 8L << 30;
    private static final long SMALLEST_CACHE = 32L << 20;

    private final StoredModel model;
    private final Key key;
    private final long weightBytes;
    private final long limitBytes;
    private final Lock turns;
    private final LongSupplier nanoTime;

    /** What makes one that is loaded another than others. */
    private record Key(String id, String digest, String dtype, String quantization, String device, int places) {}

    StoredLanguageModel(
            StoredModel model,
            String digest,
            GenerationRequest.Model wanted,
            Workload.Context context,
            LongSupplier nanoTime)
            throws ModelException {
        this.model = model;
        this.key = new Key(
                model.id().value(),
                digest,
                wanted.dtype(),
                wanted.quantization(),
                context.device(),
                context.premises().places());
        this.limitBytes = context.memoryLimitBytes();
        this.turns = context.turns();
        this.nanoTime = nanoTime;
        try (Checkpoint checkpoint = Checkpoint.open(model.directory())) {
            this.weightBytes = checkpoint.weightBytes();
        }
    }

    @Override
    public String digest() {
        return key.digest();
    }

    @Override
    public Object key() {
        return key;
    }

    @Override
    public long needBytes() {
        return onProcessor() ? weightBytes + SMALLEST_CACHE + BESIDE : BESIDE;
    }

    private boolean onProcessor() {
        return !device().isGpu();
    }

    private Device device() {
        return Devices.of(key.device());
    }

    @Override
    public LanguageModel load() throws Exception {
        Path directory = model.directory();
        Tokenizer tokenizer = tokenizer(directory);
        try {
            Decoder decoder = Decoders.load(directory, options());
            tokenizer.requireFits(decoder.facts().vocabSize());
            Cuts cuts = Cuts.of(decoder.facts().parameters(), onProcessor());
            Batcher batcher = new Batcher(decoder, cuts, turns, nanoTime, "llm " + model.id());
            long bytes = onProcessor()
                    ? decoder.facts().weightBytes()
                            + decoder.facts().cacheTokens() * decoder.facts().kvBytesPerToken()
                    : BESIDE;
            return new LanguageModel(decoder, new TokenizerWords(tokenizer), batcher, cuts, bytes);
        } catch (ModelException e) {
            tokenizer.close();
            throw ModelShelf.failed(e);
        } catch (TokenizerException e) {
            tokenizer.close();
            throw TokenizerWords.broken(e);
        } catch (RuntimeException | Error e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Tokenizer tokenizer(Path directory) throws IOException, Workload.WorkFailedException {
        try {
            return Tokenizer.load(directory);
        } catch (TokenizerException e) {
            throw TokenizerWords.broken(e);
        }
    }

    private LoadOptions options() {
        Optional<TorchType> type = key.dtype().equals("auto")
                ? Optional.empty()
                : Optional.of(TorchType.valueOf(key.dtype().toUpperCase(Locale.ROOT)));
        return new LoadOptions(
                type,
                Quantization.valueOf(key.quantization().toUpperCase(Locale.ROOT)),
                device(),
                cacheBytes(),
                key.places());
    }

    private long cacheBytes() {
        long left = (onProcessor() ? limitBytes : freeOnCard()) - weightBytes - BESIDE;
        return Math.max(SMALLEST_CACHE, Math.min(LARGEST_CACHE, left / CACHE_SHARE));
    }

    /** As the driver counts it now; some gigabytes where it does not say. */
    private long freeOnCard() {
        return CardMemory.free(device()).orElse(weightBytes + BESIDE + (2L << 30));
    }
}
