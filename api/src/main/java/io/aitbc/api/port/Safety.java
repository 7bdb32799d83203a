package io.aitbc.api.port;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the owner wants done about pictures that a model's own classifier objects to. */
public enum Safety {
    /** The classifier is not asked. */
    OFF,
    /** It is asked where the model has one, and the job is told what it says. */
    FLAG,
    /** A picture that it objects to is made black; a model without a classifier draws nothing. */
    BLOCK;

    /** As a configuration and a command line write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of exactly that word. */
    public static Optional<Safety> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
