package io.aitbc.agent.cli;

import io.aitbc.api.outcome.FailureCode;

/** A job file cannot be used; names the field at fault and says what is allowed. */
final class JobFileException extends Exception {
    private final FailureCode code;
    private final String field;

    /** @param field such as {@code params.size}; empty when the file as a whole is at fault */
    JobFileException(String field, String problem) {
        this(FailureCode.E_INVALID, field, problem);
    }

    JobFileException(FailureCode code, String field, String problem) {
        super(field.isEmpty() ? problem : field + " " + problem, null, false, false);
        this.code = code;
        this.field = field;
    }

    FailureCode code() {
        return code;
    }

    String field() {
        return field;
    }
}
