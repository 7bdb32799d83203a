package io.aitbc.workloads.diffusion;

import io.aitbc.api.port.Workload;
import io.aitbc.models.ModelException;
import io.aitbc.models.StoredModel;
import io.aitbc.workloads.engine.ModelShelf;
import io.aitbc.workloads.engine.TorchEngine;
import java.util.concurrent.atomic.AtomicLong;

/** The diffusers pipelines in the owner's MODEL_DIR. */
final class ModelLibrary implements Library {
    private final ModelShelf shelf = new ModelShelf();
    private final AtomicLong onCard = new AtomicLong();

    @Override
    public String engine() {
        return TorchEngine.versioned();
    }

    @Override
    public Found find(PictureRequest.Model wanted, Workload.Context context)
            throws Workload.WorkFailedException, ModelException {
        ModelShelf.Found found = shelf.find(wanted.wanted(), StoredModel.Kind.PIPELINE, context);
        return StoredPipeline.of(found, wanted.dtype(), context, onCard);
    }
}
