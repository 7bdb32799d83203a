package io.aitbc.api.outcome;

import org.jspecify.annotations.Nullable;

/**
 * A job that was not done.
 *
 * @param message one sentence for a person, without payloads; cut to 500 characters
 * @param field the parameter at fault, or null when none is
 */
public record Failure(
        FailureCode code, String message, @Nullable String field) implements Outcome {
    private static final int MESSAGE_LIMIT = 500;

    public Failure {
        message = message.length() > MESSAGE_LIMIT ? message.substring(0, MESSAGE_LIMIT - 1) + "…" : message;
    }

    public Failure(FailureCode code, String message) {
        this(code, message, null);
    }
}
