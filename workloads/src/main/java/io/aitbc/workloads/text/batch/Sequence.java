package io.aitbc.workloads.text.batch;

import io.aitbc.api.port.Workload;
import java.util.OptionalInt;

/**
 * One job's tokens, as the batcher sees them. Called on the batcher's thread. Whatever a method throws ends this
 * sequence and no other.
 */
public interface Sequence {
    /** What it begins with; at least one token. */
    int[] prompt();

    /** Tokens after the prompt that are known already; the last one has not been fed yet. */
    int[] known();

    /** The most tokens that will ever be fed: the prompt, and all that are chosen but the last. */
    int room();

    /** Throws when it is to stop. On any thread. */
    void checkCanceled();

    /**
     * The prompt, and what is known after it, is being fed.
     *
     * @param fed tokens until now
     */
    void reading(int fed, int of);

    /**
     * Chooses the token that follows all that were fed.
     *
     * @param logits one for each word of the vocabulary; to be left as they are
     * @return the token, to be fed next; empty when the sequence is complete
     */
    OptionalInt next(float[] logits) throws Workload.WorkFailedException;
}
