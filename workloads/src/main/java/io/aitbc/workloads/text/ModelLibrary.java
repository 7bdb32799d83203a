package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;
import io.aitbc.models.ModelId;
import io.aitbc.models.ModelStore;
import io.aitbc.models.StoredModel;
import io.aitbc.workloads.engine.ModelShelf;
import io.aitbc.workloads.engine.TorchEngine;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** The language models in the owner's MODEL_DIR. */
final class ModelLibrary implements Library {
    private final ModelShelf shelf = new ModelShelf();
    private final LongSupplier nanoTime;

    ModelLibrary(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public String engine() {
        return TorchEngine.versioned();
    }

    @Override
    public Found find(GenerationRequest.Model wanted, Workload.Context context) throws Workload.WorkFailedException {
        ModelShelf.Found found =
                shelf.find(new ModelShelf.Wanted(wanted.id(), wanted.digest()), StoredModel.Kind.CHECKPOINT, context);
        try {
            StoredLanguageModel.Key key = new StoredLanguageModel.Key(
                    found.digest(),
                    found.model().id().value(),
                    wanted.dtype(),
                    quantization(wanted, found.model().id(), context.premises().models()),
                    context.device(),
                    context.premises().places());
            return new StoredLanguageModel(found, key, context.turns(), nanoTime);
        } catch (ModelException e) {
            throw ModelShelf.failed(e);
        }
    }

    /** As the job says, else as the model's owner does. */
    private static String quantization(GenerationRequest.Model wanted, ModelId id, Path models) throws ModelException {
        String asked = wanted.quantization();
        return asked == null
                ? new ModelStore(models).entries().of(id).quantization().orElse("none")
                : asked;
    }
}
