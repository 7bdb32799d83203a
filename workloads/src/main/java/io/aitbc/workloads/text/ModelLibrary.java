package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import io.aitbc.workloads.engine.ModelShelf;
import io.aitbc.workloads.engine.TorchEngine;
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
            return new StoredLanguageModel(found.model(), found.digest(), wanted, context, nanoTime);
        } catch (ModelException e) {
            throw ModelShelf.failed(e);
        }
    }
}
