package io.aitbc.workloads.diffusion;

import ai.djl.Device;
import io.aitbc.api.port.Safety;
import io.aitbc.api.port.Workload;
import io.aitbc.models.Checkpoint;
import io.aitbc.models.ModelException;
import io.aitbc.models.TensorInfo;
import io.aitbc.workloads.diffusion.clip.ClipTokenizer;
import io.aitbc.workloads.diffusion.clip.SafetyChecker;
import io.aitbc.workloads.diffusion.clip.TextEncoder;
import io.aitbc.workloads.diffusion.clip.TextEncoders;
import io.aitbc.workloads.diffusion.net.Denoiser;
import io.aitbc.workloads.diffusion.net.DenoiserMemory;
import io.aitbc.workloads.diffusion.net.Denoisers;
import io.aitbc.workloads.diffusion.parts.NetOptions;
import io.aitbc.workloads.diffusion.picture.Picture;
import io.aitbc.workloads.diffusion.picture.PictureReader;
import io.aitbc.workloads.diffusion.vae.Vae;
import io.aitbc.workloads.diffusion.vae.VaeOptions;
import io.aitbc.workloads.diffusion.vae.Vaes;
import io.aitbc.workloads.diffusion.vae.WorkingMemory;
import io.aitbc.workloads.engine.CardMemory;
import io.aitbc.workloads.engine.Devices;
import io.aitbc.workloads.engine.ModelShelf;
import io.aitbc.workloads.engine.tensor.TorchType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pipeline in MODEL_DIR, and how it is to be loaded. */
final class StoredPipeline implements Library.Found {
    private final ModelShelf.Found model;
    private final Layout layout;
    private final NetOptions options;
    private final Weights weights;
    private final Owner owner;

    private record StoredCheck(SafetyChecker checker) implements PictureCheck {
        @Override
        public boolean objects(Picture picture) {
            return checker.isFlagged(picture.rgb(), picture.height(), picture.width());
        }

        @Override
        public void close() {
            checker.close();
        }
    }

    /** What makes one that is loaded another than others. */
    private record Key(String id, String digest, String dtype, String device, boolean checked, boolean lean) {}

    /**
     * Bytes of the weights as they are computed with.
     *
     * @param denoising what the denoiser takes beside them
     * @param decoding what the VAE takes beside them
     */
    private record Weights(
            List<Long> texts,
            long denoiser,
            long vae,
            long checker,
            DenoiserMemory denoising,
            WorkingMemory decoding) {}

    /**
     * What the job's runner has for it.
     *
     * @param onCard bytes that all pipelines here hold on the card
     */
    private record Owner(String dtype, String device, long limitBytes, Safety safety, AtomicLong onCard) {}

    private StoredPipeline(ModelShelf.Found model, Layout layout, NetOptions options, Weights weights, Owner owner) {
        this.model = model;
        this.layout = layout;
        this.options = options;
        this.weights = weights;
        this.owner = owner;
    }

    /** Reads configurations and headers; no weight. */
    static StoredPipeline of(ModelShelf.Found model, String dtype, Workload.Context context, AtomicLong onCard)
            throws ModelException {
        Layout layout = Layout.of(model.model());
        Optional<TorchType> asked = dtype.equals("auto")
                ? Optional.empty()
                : Optional.of(TorchType.valueOf(dtype.toUpperCase(Locale.ROOT)));
        NetOptions options = new NetOptions(asked, Devices.of(context.device()));
        Owner owner = new Owner(
                dtype,
                context.device(),
                context.memoryLimitBytes(),
                context.premises().safety(),
                onCard);
        return new StoredPipeline(model, layout, options, weights(layout, options, owner), owner);
    }

    private static Weights weights(Layout layout, NetOptions options, Owner owner) throws ModelException {
        List<Long> texts = new ArrayList<>();
        for (Kind.Reading reading : layout.kind().readings()) {
            texts.add(bytes(layout.directory().resolve(reading.encoder()), options));
        }
        Path unet = layout.directory().resolve("unet");
        Path vae = layout.directory().resolve("vae");
        Path checker = checker(layout, owner.safety());
        DenoiserMemory denoising = Denoisers.memory(unet, options);
        WorkingMemory decoding = Vaes.memory(vae, vaeOptions(options));
        return new Weights(
                texts,
                bytes(unet, denoising.type()),
                bytes(vae, decoding.type()), // more than what is stored, where float16 overflows in it
                checker == null ? 0 : bytes(checker, exact(options)),
                denoising,
                decoding);
    }

    /** For the checker: the job chooses what its pictures are computed in, not how exactly they are looked at. */
    private static NetOptions exact(NetOptions options) {
        return new NetOptions(Optional.of(TorchType.FLOAT32), options.device());
    }

    private static @Nullable Path checker(Layout layout, Safety safety) {
        return safety == Safety.OFF ? null : layout.checker();
    }

    private static long bytes(Path component, NetOptions options) throws ModelException {
        try (Checkpoint checkpoint = Checkpoint.open(component)) {
            TorchType stored = checkpoint.tensors().values().stream()
                    .flatMap(tensor -> TorchType.of(tensor.dtype()).stream())
                    .findFirst()
                    .orElse(TorchType.FLOAT32);
            return bytes(checkpoint, options.typeOf(stored));
        }
    }

    private static long bytes(Path component, TorchType type) throws ModelException {
        try (Checkpoint checkpoint = Checkpoint.open(component)) {
            return bytes(checkpoint, type);
        }
    }

    private static long bytes(Checkpoint checkpoint, TorchType type) {
        return type.bytes()
                * checkpoint.tensors().values().stream()
                        .mapToLong(TensorInfo::elements)
                        .sum();
    }

    @Override
    public String digest() {
        return model.digest();
    }

    @Override
    public void mustBeUnchanged() throws ModelException {
        model.unchanged().run();
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public MemoryNeed need(PictureTask task) {
        Canvas canvas = task.canvas();
        PictureReader.Head start = task.given();
        return new MemoryNeed(
                texts(),
                largestText(),
                new MemoryNeed.Stage(
                        weights.denoiser(), weights.denoising().bytes(task.rows(), canvas.rows(), canvas.columns())),
                new MemoryNeed.Stage(weights.vae(), weights.decoding().bytes(canvas.height(), canvas.width())),
                weights.checker(),
                new MemoryNeed.Host(
                        HeapNeed.of(task, weights.decoding().heapBytes(canvas.height(), canvas.width())),
                        start == null ? 0 : start.besideBytes()));
    }

    /** What is free on the card now, and what pipelines hold there, since those that nobody uses can go. */
    @Override
    public long limitBytes() {
        return isOnCard()
                ? CardMemory.free(device()).orElse(Long.MAX_VALUE / 2)
                        + owner.onCard().get()
                : owner.limitBytes();
    }

    @Override
    public boolean isOnCard() {
        return device().isGpu();
    }

    private Device device() {
        return options.device();
    }

    @Override
    public Object key(boolean lean) {
        return new Key(
                model.model().id().value(),
                digest(),
                owner.dtype(),
                owner.device(),
                checker(layout, owner.safety()) != null,
                lean);
    }

    @Override
    public Pipeline load(boolean lean) throws Exception {
        List<PromptReader> readers = new ArrayList<>();
        try {
            for (int i = 0; i < layout.kind().readings().size(); i++) {
                readers.add(
                        reader(layout.kind().readings().get(i), weights.texts().get(i)));
            }
        } catch (ModelException | RuntimeException | Error e) {
            readers.forEach(reader -> reader.close().run());
            throw e;
        }
        Path unet = layout.directory().resolve("unet");
        Path vae = layout.directory().resolve("vae");
        Pipeline.Networks networks = new Pipeline.Networks(
                readers,
                part(canceled -> Denoisers.load(unet, options.endedBy(canceled)), Denoiser::close, weights.denoiser()),
                part(canceled -> Vaes.load(vae, vaeOptions(options.endedBy(canceled))), Vae::close, weights.vae()),
                checker());
        long all = weights.denoiser() + weights.vae() + weights.checker() + texts();
        long bytes = isOnCard() ? MemoryNeed.BESIDE : lean ? largestStage() : all;
        return new Pipeline(networks, weights.denoising().type(), new Pipeline.Room(bytes, lean));
    }

    private @Nullable Part<PictureCheck> checker() {
        Path directory = checker(layout, owner.safety());
        Path extractor = layout.directory().resolve(Layout.EXTRACTOR);
        return directory == null
                ? null
                : part(
                        canceled -> new StoredCheck(SafetyChecker.load(
                                directory, extractor, exact(options).endedBy(canceled))),
                        PictureCheck::close,
                        weights.checker());
    }

    private static VaeOptions vaeOptions(NetOptions options) {
        return new VaeOptions(options, VaeOptions.USUAL_TILE_ABOVE);
    }

    private long largestStage() {
        return Math.max(largestText(), Math.max(weights.denoiser(), weights.vae() + weights.checker()));
    }

    private long largestText() {
        return weights.texts().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private long texts() {
        return weights.texts().stream().mapToLong(Long::longValue).sum();
    }

    private PromptReader reader(Kind.Reading reading, long bytes) throws ModelException {
        ClipTokenizer tokenizer = ClipTokenizer.load(layout.directory().resolve(reading.tokenizer()));
        Path directory = layout.directory().resolve(reading.encoder());
        Part<TextEncoder> encoder = part(
                canceled -> {
                    TextEncoder loaded = TextEncoders.load(
                            directory, options.endedBy(canceled), layout.kind().states());
                    try {
                        tokenizer.requireFits(loaded.facts());
                    } catch (ModelException | RuntimeException | Error e) {
                        loaded.close();
                        throw e;
                    }
                    return loaded;
                },
                TextEncoder::close,
                bytes);
        return new PromptReader(tokenizer::encode, encoder, tokenizer::close);
    }

    /** Counts what it holds on the card. */
    private <T> Part<T> part(Part.Loader<T> loader, Consumer<T> closer, long bytes) {
        long counted = isOnCard() ? bytes : 0;
        return new Part<>(
                canceled -> {
                    T loaded = loader.load(canceled);
                    owner.onCard().addAndGet(counted);
                    try {
                        model.unchanged().run();
                    } catch (ModelException | RuntimeException | Error e) {
                        close(loaded, closer, counted);
                        throw e;
                    }
                    return loaded;
                },
                each -> close(each, closer, counted));
    }

    private <T> void close(T part, Consumer<T> closer, long counted) {
        closer.accept(part);
        owner.onCard().addAndGet(-counted);
    }
}
