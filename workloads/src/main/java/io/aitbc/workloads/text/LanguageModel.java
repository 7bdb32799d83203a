package io.aitbc.workloads.text;

import io.aitbc.workloads.engine.WarmPool;
import io.aitbc.workloads.text.batch.Batcher;
import io.aitbc.workloads.text.batch.Cuts;
import io.aitbc.workloads.text.model.Decoder;

/**
 * A model that is loaded and ready.
 *
 * @param bytes memory that it takes
 */
record LanguageModel(Decoder decoder, Words words, Batcher batcher, Cuts cuts, long bytes) implements WarmPool.Warm {
    @Override
    public void close() {
        batcher.awaitIdle();
        decoder.close();
        words.close();
    }
}
