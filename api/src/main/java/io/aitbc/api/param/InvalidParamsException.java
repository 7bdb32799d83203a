package io.aitbc.api.param;

/** A job's parameter cannot be used; names it and says what is allowed. */
public final class InvalidParamsException extends Exception {
    private static final int SHOWN = 64;

    private final String field;

    /** @param field the parameter's name; one that a job made up is shown plain, and cut when it is long */
    public InvalidParamsException(String field, String problem) {
        super(shown(field) + " " + problem);
        this.field = shown(field);
    }

    private static String shown(String name) {
        String head = name.length() > SHOWN ? name.substring(0, SHOWN) : name;
        String plain = head.replaceAll("[^\\x20-\\x7e]", "?");
        return name.length() > SHOWN ? plain + "…" : plain;
    }

    public String field() {
        return field;
    }
}
