package io.aitbc.workloads.text;

import ai.djl.Device;
import io.aitbc.api.port.Workload;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import io.aitbc.models.TensorInfo;
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
    private final long loadedBytes;
    private final ModelShelf.Check check;
    private final Workload.Turns turns;
    private final LongSupplier nanoTime;

    /** What makes one that is loaded another than others. */
    record Key(String digest, String id, String dtype, String quantization, String device, int places) {}

    /** @param turns taken for each step on the device */
    StoredLanguageModel(ModelShelf.Found found, Key key, Workload.Turns turns, LongSupplier nanoTime)
            throws ModelException {
        this.model = found.model();
        this.key = key;
        this.check = found.unchanged();
        this.turns = turns;
        this.nanoTime = nanoTime;
        try (Checkpoint checkpoint = Checkpoint.open(model.directory())) {
            this.loadedBytes = checkpoint.tensors().values().stream()
                    .mapToLong(this::loadedBytes)
                    .sum();
        }
    }

    /** What a tensor takes where it is computed with; most of a model are the weights that quantization is about. */
    private long loadedBytes(TensorInfo tensor) {
        return switch (quantization()) {
            case INT8 -> tensor.elements() + tensor.elements() / 16;
            case INT4 -> tensor.elements() * 3 / 4;
            case NONE ->
                tensor.elements()
                        * type().orElse(TorchType.of(tensor.dtype()).orElse(TorchType.FLOAT32))
                                .on(device())
                                .bytes();
        };
    }

    @Override
    public String digest() {
        return key.digest();
    }

    @Override
    public void mustBeUnchanged() throws ModelException {
        check.run();
    }

    @Override
    public Object key() {
        return key;
    }

    @Override
    public long needBytes() {
        return onProcessor() ? loadedBytes + SMALLEST_CACHE + BESIDE : BESIDE;
    }

    private boolean onProcessor() {
        return !device().isGpu();
    }

    private Device device() {
        return Devices.of(key.device());
    }

    @Override
    public LanguageModel load(long freeBytes) throws Exception {
        Tokenizer tokenizer = tokenizer(model.directory());
        try {
            tokenizer.requireFits(Decoders.vocabulary(model.directory())); // before any weight is read
            return loaded(tokenizer, Decoders.load(model.directory(), options(freeBytes)));
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

    private LanguageModel loaded(Tokenizer tokenizer, Decoder decoder) throws ModelException {
        try {
            check.run();
            Cuts cuts = Cuts.of(decoder.facts().parameters(), onProcessor());
            Batcher batcher = new Batcher(decoder, cuts, turns, nanoTime, "llm " + model.id());
            long bytes = onProcessor()
                    ? loadedBytes
                            + decoder.facts().cacheTokens() * decoder.facts().kvBytesPerToken()
                    : BESIDE;
            return new LanguageModel(decoder, new TokenizerWords(tokenizer), batcher, cuts, bytes);
        } catch (ModelException | RuntimeException | Error e) {
            decoder.close();
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

    private LoadOptions options(long freeBytes) {
        return new LoadOptions(type(), quantization(), device(), cacheBytes(freeBytes), key.places());
    }

    /** Empty for the checkpoint's own. */
    private Optional<TorchType> type() {
        return key.dtype().equals("auto")
                ? Optional.empty()
                : Optional.of(TorchType.valueOf(key.dtype().toUpperCase(Locale.ROOT)));
    }

    private Quantization quantization() {
        return Quantization.valueOf(key.quantization().toUpperCase(Locale.ROOT));
    }

    private long cacheBytes(long freeBytes) {
        long left = (onProcessor() ? freeBytes : freeOnCard()) - loadedBytes - BESIDE;
        return Math.max(SMALLEST_CACHE, Math.min(LARGEST_CACHE, left / CACHE_SHARE));
    }

    /** As the driver counts it now; some gigabytes where it does not say. */
    private long freeOnCard() {
        return CardMemory.free(device()).orElse(loadedBytes + BESIDE + (2L << 30));
    }
}
