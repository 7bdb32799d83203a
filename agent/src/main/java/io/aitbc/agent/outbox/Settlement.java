package io.aitbc.agent.outbox;

import io.aitbc.api.wire.Receipt;

/** How the coordinator settled an outcome; after this it is never sent again. */
public sealed interface Settlement {
    /** It took the outcome. */
    record Acknowledged(Receipt receipt) implements Settlement {}

    /** It will never take it: the lease went to somebody else, or the job is gone. */
    record Refused(String reason) implements Settlement {}
}
