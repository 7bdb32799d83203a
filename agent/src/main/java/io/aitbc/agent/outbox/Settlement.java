package io.aitbc.agent.outbox;

import io.aitbc.api.wire.Receipt;

/** How the coordinator settled an outcome; after this it is never sent again. */
public sealed interface Settlement {
    /** It took the outcome. */
    record Acknowledged(Receipt receipt) implements Settlement {}

    /**
     * It will never take it: the lease went to somebody else, or the job is gone. A new API key is one way to that: a
     * lease belongs to the key that it was given to. What was done under it then counts for nothing here, and the
     * coordinator gives the job to somebody once the lease has run out, so that it is credited once or reported failed
     * once even so. To keep it until the old key comes back would mean to keep it for ever.
     */
    record Refused(String reason) implements Settlement {}
}
