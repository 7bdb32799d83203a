package io.aitbc.protocols.json;

/**
 * A body that is not what it should be. The message names the place and what was expected there; it never repeats the
 * body's values.
 */
public final class WireFormatException extends Exception {
    private final String path;
    private final String problem;

    public WireFormatException(JsonPath path, String problem) {
        super(path + " " + problem);
        this.path = path.toString();
        this.problem = problem;
    }

    /** Where, such as {@code $.lease.ttl_secs}; {@code $} for the body as a whole. */
    public String path() {
        return path;
    }

    /** What is wrong there, such as {@code must be a whole number, got a text}. */
    public String problem() {
        return problem;
    }
}
