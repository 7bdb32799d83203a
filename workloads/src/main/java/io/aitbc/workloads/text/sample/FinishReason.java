package io.aitbc.workloads.text.sample;

import java.util.Locale;

/** Why an answer ends. */
public enum FinishReason {
    /** The model said so, or a stop text came. */
    STOP,
    /** As many tokens as were asked for, or as the context holds. */
    LENGTH;

    /** As the OpenAI API writes it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
