package io.aitbc.workloads.text;

import ai.djl.engine.Engine;
import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;
import io.aitbc.api.port.Workload;
import io.aitbc.models.DigestCache;
import io.aitbc.models.ModelDigest;
import io.aitbc.models.ModelDigests;
import io.aitbc.models.ModelException;
import io.aitbc.models.ModelId;
import io.aitbc.models.ModelStore;
import io.aitbc.models.ReadProgress;
import io.aitbc.models.StoredModel;
import io.aitbc.workloads.engine.TorchEngine;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The models in the owner's MODEL_DIR. */
final class ModelLibrary implements Library {
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final ReentrantLock turns = new ReentrantLock(true);

    @SuppressForbidden("this is where the time of day comes in: a file that changed a moment ago may change again")
    ModelLibrary(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.clock = InstantSource.system();
    }

    @Override
    public String engine() {
        return TorchEngine.NAME + " " + Engine.getEngine(TorchEngine.NAME).getVersion() + ", threads: "
                + TorchEngine.threadsInUse();
    }

    @Override
    public Found find(GenerationRequest.Model wanted, Workload.Context context) throws Workload.WorkFailedException {
        try {
            ModelStore store = new ModelStore(context.premises().models());
            StoredModel model = store.find(ModelId.of(wanted.id()));
            ModelDigests digests =
                    new ModelDigests(DigestCache.in(context.premises().cache()), clock);
            ModelDigest digest = digests.of(model, (done, total) -> {
                context.checkCanceled();
                context.progress(0, "checking the model, " + (done >> 20) + " of " + (total >> 20) + " MiB");
            });
            mustFit(model, digest, wanted);
            StoredLanguageModel.Key key = new StoredLanguageModel.Key(
                    digest.text(),
                    model.id().value(),
                    wanted.dtype(),
                    quantization(wanted, model.id(), store),
                    context.device(),
                    context.premises().places());
            return new StoredLanguageModel(
                    model,
                    key,
                    () -> mustStillBe(digest, digests.of(model, ReadProgress.NONE), model),
                    turns,
                    nanoTime);
        } catch (ModelException e) {
            throw failed(e);
        }
    }

    private static void mustFit(StoredModel model, ModelDigest digest, GenerationRequest.Model wanted)
            throws Workload.WorkFailedException {
        if (model.kind() != StoredModel.Kind.CHECKPOINT) {
            throw new Workload.WorkFailedException(new Failure(
                    FailureCode.E_INVALID,
                    "model " + model.id() + " is no language model; it draws pictures",
                    "model"));
        }
        String demanded = wanted.digest();
        if (demanded != null && !digest.is(demanded)) {
            throw new Workload.WorkFailedException(new Failure(
                    FailureCode.E_MODEL,
                    "the model " + model.id() + " here has the digest " + digest.text() + " and not the one asked for",
                    "model_digest"));
        }
    }

    /** As the job says, else as the model's owner does. */
    private static String quantization(GenerationRequest.Model wanted, ModelId id, ModelStore store)
            throws ModelException {
        String asked = wanted.quantization();
        return asked == null ? store.entries().of(id).quantization().orElse("none") : asked;
    }

    /** What was loaded is what the proof will name, also when somebody changed the files in the meantime. */
    private static void mustStillBe(ModelDigest before, ModelDigest now, StoredModel model) throws ModelException {
        if (!now.equals(before)) {
            throw new ModelException(
                    FailureCode.E_MODEL, "the files of model " + model.id() + " changed while it was loaded");
        }
    }

    static Workload.WorkFailedException failed(ModelException e) {
        return new Workload.WorkFailedException(new Failure(e.code(), String.valueOf(e.getMessage()), "model"));
    }
}
