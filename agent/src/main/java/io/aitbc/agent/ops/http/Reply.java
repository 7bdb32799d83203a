package io.aitbc.agent.ops.http;

/** @param type the {@code Content-Type} */
record Reply(int status, String type, String body) {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String JSON = "application/json";

    /** One line of text. */
    static Reply text(int status, String line) {
        return new Reply(status, TEXT, line + "\n");
    }
}
