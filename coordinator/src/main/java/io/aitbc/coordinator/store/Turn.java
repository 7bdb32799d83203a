package io.aitbc.coordinator.store;

import java.time.Duration;
import java.util.Optional;

/**
 * What happens in each batch besides the works themselves: before them, what has become due; after them, what they made
 * possible. Called on the writer's thread only.
 */
public interface Turn {
    /** First in the transaction. */
    void begin(Sql sql);

    /** Last in the transaction, after all works. */
    void end(Sql sql);

    /** The transaction is durable; tell whoever waits. Must not throw. */
    void committed();

    /** The transaction was lost with everything in it, works included. Must not throw. */
    void lost(StoreException cause);

    /** How long until something becomes due without any work; empty when nothing will. */
    Optional<Duration> untilDue();
}
