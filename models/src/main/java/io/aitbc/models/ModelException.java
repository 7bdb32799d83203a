package io.aitbc.models;

import io.aitbc.api.outcome.FailureCode;

/**
 * Something is wrong with a model. The message names the file, the thing, its value and the fix, and may be told to a
 * coordinator.
 */
public final class ModelException extends Exception {
    private final FailureCode code;

    public ModelException(FailureCode code, String message) {
        super(message);
        this.code = code;
    }

    /** The model here cannot be used; another miner's copy may be whole. */
    static ModelException broken(String message) {
        return new ModelException(FailureCode.E_MODEL, message);
    }

    /** With which a job fails that needs this model. */
    public FailureCode code() {
        return code;
    }
}
