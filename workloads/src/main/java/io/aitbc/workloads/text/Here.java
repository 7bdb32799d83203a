package io.aitbc.workloads.text;

import io.aitbc.api.port.Workload;
import io.aitbc.models.StoredModel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

record Here(
        GenerationRequest.Model wanted,
        StoredModel model,
        String digest,
        Workload.Context context,
        ReentrantLock device,
        LongSupplier nanoTime)
        implements Library.Found {
    @Override
    public Object key() {
        return digest;
    }

    @Override
    public long needBytes() {
        return 0;
    }

    @Override
    public LanguageModel load() {
        throw new IllegalStateException("to come" + wanted + model + context + device + nanoTime);
    }
}
