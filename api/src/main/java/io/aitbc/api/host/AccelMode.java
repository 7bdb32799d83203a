package io.aitbc.api.host;

import java.util.Locale;

/** What work runs on: the wire's {@code mode}. */
public enum AccelMode {
    GPU,
    CPU;

    /** {@code "gpu"} or {@code "cpu"}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
