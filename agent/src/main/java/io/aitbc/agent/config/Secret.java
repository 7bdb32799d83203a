package io.aitbc.agent.config;

/** A value that must never be seen: printing or logging it gives {@code ***}. */
public record Secret(String value) {
    /** What is shown in its place. */
    public static final String MASK = "***";

    @Override
    public String toString() {
        return MASK;
    }
}
