package io.aitbc.agent.cli;

/** A job file cannot be used; names the field at fault and says what is allowed. */
final class JobFileException extends Exception {
    private final String field;

    /** @param field such as {@code params.size}; empty when the file as a whole is at fault */
    JobFileException(String field, String problem) {
        super(field.isEmpty() ? problem : field + " " + problem, null, false, false);
        this.field = field;
    }

    String field() {
        return field;
    }
}
