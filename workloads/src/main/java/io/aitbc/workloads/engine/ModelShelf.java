package io.aitbc.workloads.engine;

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
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The models in the owner's MODEL_DIR, as jobs name them. For several threads. */
public final class ModelShelf {
    private final InstantSource clock;

    @SuppressForbidden("this is where the time of day comes in: a file that changed a moment ago may change again")
    public ModelShelf() {
        this.clock = InstantSource.system();
    }

    /**
     * Which model a job is for.
     *
     * @param digest what its digest must be, or null for whatever this miner holds
     */
    public record Wanted(String id, @Nullable String digest) {}

    /**
     * A model that is here.
     *
     * @param digest as it stands in the proof
     * @param unchanged to be asked when everything that a job needs of it was read
     */
    public record Found(StoredModel model, String digest, Check unchanged) {}

    /** Whether a model's files are still those that its digest was made of. */
    public interface Check {
        /** @throws ModelException {@code E_MODEL} when they are not */
        void run() throws ModelException;
    }

    /**
     * Finds a model and reads its files from end to end, unless their digests are known.
     *
     * @param kind what it must be
     * @throws Workload.WorkFailedException {@code E_MODEL} when it is not here, or is not the one that the job demands;
     *     {@code E_INVALID} when it is of another kind
     */
    public Found find(Wanted wanted, StoredModel.Kind kind, Workload.Context context)
            throws Workload.WorkFailedException {
        try {
            StoredModel model = new ModelStore(context.premises().models()).find(ModelId.of(wanted.id()));
            ModelDigests digests =
                    new ModelDigests(DigestCache.in(context.premises().cache()), clock);
            ModelDigest digest = digests.of(model, (done, total) -> {
                context.checkCanceled();
                context.progress(0, "checking the model, " + (done >> 20) + " of " + (total >> 20) + " MiB");
            });
            mustFit(model, kind, digest, wanted.digest());
            return new Found(
                    model, digest.text(), () -> mustStillBe(digest, digests.of(model, ReadProgress.NONE), model));
        } catch (ModelException e) {
            throw failed(e);
        }
    }

    private static void mustFit(StoredModel model, StoredModel.Kind kind, ModelDigest digest, @Nullable String demanded)
            throws Workload.WorkFailedException {
        if (model.kind() != kind) {
            throw new Workload.WorkFailedException(new Failure(
                    FailureCode.E_INVALID,
                    "model " + model.id()
                            + (model.kind() == StoredModel.Kind.PIPELINE
                                    ? " is no language model; it draws pictures"
                                    : " draws no pictures; it has no model_index.json"),
                    "model"));
        }
        if (demanded != null && !digest.is(demanded)) {
            throw new Workload.WorkFailedException(new Failure(
                    FailureCode.E_MODEL,
                    "the model " + model.id() + " here has the digest " + digest.text() + " and not the one asked for",
                    "model_digest"));
        }
    }

    /** What was loaded is what the proof will name, also when somebody changed the files in the meantime. */
    private static void mustStillBe(ModelDigest before, ModelDigest now, StoredModel model) throws ModelException {
        if (!now.equals(before)) {
            throw new ModelException(
                    FailureCode.E_MODEL, "the files of model " + model.id() + " changed while it was loaded");
        }
    }

    /** What a model that cannot be used means for a job. */
    public static Workload.WorkFailedException failed(ModelException e) {
        return new Workload.WorkFailedException(new Failure(e.code(), String.valueOf(e.getMessage()), "model"));
    }
}
