package io.aitbc.workloads.text.model;

import java.util.List;
import java.util.Optional;

/** A language model on its device, with its key/value cache. All calls from one thread at a time. */
public interface Decoder extends AutoCloseable {
    DecoderFacts facts();

    /** Room in the key/value cache for a sequence of at most {@code maxTokens}; empty when there is none now. */
    Optional<Place> open(int maxTokens);

    /**
     * Feeds tokens at the end of a sequence.
     *
     * @param checkCanceled called now and then; may throw, and the place can only be released then
     * @return logits after the last one
     */
    float[] prefill(Place place, int[] tokens, Runnable checkCanceled);

    /** Feeds one token to each of several sequences; fills {@code logits[i]} with those of {@code places[i]}. */
    void decode(List<Place> places, int[] tokens, float[][] logits);

    void release(Place place);

    @Override
    void close();
}
