package io.aitbc.workloads.text.model;

import io.aitbc.models.ModelException;
import java.util.List;
import java.util.Optional;

/**
 * A language model that has its weights: token ids in, logits out. It keeps what it has seen of each sequence in a
 * {@link Place} of its key/value cache. All calls come from one thread at a time.
 *
 * <p>A row of {@link #decode} depends on its own sequence alone, bit for bit: neither on the other places, nor on how
 * many there are. A sequence fed by {@link #prefill} and the same fed by {@link #decode} agree up to rounding only.
 */
public interface Decoder extends AutoCloseable {
    DecoderFacts facts();

    /**
     * Room in the cache for one sequence of at most {@code maxTokens}; empty when there is none now.
     *
     * @throws IllegalArgumentException when it could never be, because the context is shorter
     */
    Optional<Place> open(int maxTokens);

    /**
     * Feeds tokens at the end of the sequence.
     *
     * @param checkCanceled called before each of the few hundred tokens; what it throws ends the call and leaves the
     *     place with the tokens that were fed
     * @return float32 logits after the last token
     */
    float[] prefill(Place place, int[] tokens, Runnable checkCanceled) throws ModelException;

    /**
     * Feeds one token to each place, in one batch.
     *
     * @param places at most as many as the decoder was loaded for, none twice
     * @param logits one array of the vocabulary's size for each place, filled
     */
    void decode(List<Place> places, int[] tokens, float[][] logits) throws ModelException;

    /** Gives the room back; the place is of no use afterwards. Once for each place, further calls do nothing. */
    void release(Place place);

    @Override
    void close();
}
