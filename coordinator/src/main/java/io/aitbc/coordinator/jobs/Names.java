package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.WireLimits;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a miner's id, a wallet and a workload's name may look like: they travel in headers, queries, logs and tables.
 */
public final class Names {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private Names() {}

    /**
     * Any label without control characters, as the guide says; {@code $(hostname)-gpu0} arrives literally from some.
     */
    public static String miner(String field, String id) {
        return checked(field, id, false);
    }

    public static String wallet(String field, String wallet) {
        return checked(field, wallet, true);
    }

    public static String workload(String field, String name) {
        return checked(field, name, true);
    }

    /** A job's or a lease's id; null is none, and good. */
    public static void id(String field, @Nullable String id) {
        if (id != null && !ID.matcher(id).matches()) {
            throw Refusal.invalid(
                    field, "must be 1 to 128 characters of A-Z a-z 0-9 . _ : - beginning with a letter or digit");
        }
    }

    /** @throws Refusal when it is longer than {@code most} characters */
    public static String text(String field, String text, int most) {
        if (text.length() > most) {
            throw Refusal.invalid(field, "must be at most " + most + " characters, got " + text.length());
        }
        return text;
    }

    private static String checked(String field, String name, boolean oneWord) {
        if (name.isBlank() || name.length() > WireLimits.NAME_LENGTH) {
            throw Refusal.invalid(
                    field, "must be 1 to " + WireLimits.NAME_LENGTH + " characters, got " + name.length());
        }
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || (oneWord && Character.isWhitespace(c)))) {
            throw Refusal.invalid(field, "must not hold control characters" + (oneWord ? " or spaces" : ""));
        }
        return name;
    }
}
