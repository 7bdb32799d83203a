package io.aitbc.workloads.text.sample;

import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.FailureCode;

/** What the model computed is no distribution: its weights, or the arithmetic in its type, are broken. */
public final class BadLogitsException extends RuntimeException {
    BadLogitsException(String message) {
        super(message);
    }

    public Failure failure() {
        return new Failure(FailureCode.E_OUTPUT, String.valueOf(getMessage()));
    }
}
