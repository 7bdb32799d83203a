package io.aitbc.api.param;

/** A job's parameter cannot be used; names it and says what is allowed. */
public final class InvalidParamsException extends Exception {
    private final String field;

    public InvalidParamsException(String field, String problem) {
        super(field + " " + problem);
        this.field = field;
    }

    public String field() {
        return field;
    }
}
