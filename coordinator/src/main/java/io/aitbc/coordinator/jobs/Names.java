package io.aitbc.coordinator.jobs;

import io.aitbc.protocols.v1.WireLimits;

/** What a miner's id, a wallet and a workload's name may look like: they travel in headers, queries, logs and tables. */
public final class Names {
    private static final int WORKLOAD_LENGTH = 64;

    private Names() {}

    /** Any label without control characters, as the guide says; {@code $(hostname)-gpu0} arrives literally from some. */
    public static String miner(String field, String id) {
        return checked(field, id, false);
    }

    public static String wallet(String field, String wallet) {
        return checked(field, wallet, true);
    }

    /** @throws Refusal unless it is 1 to 64 of a-z 0-9 _ . - */
    public static String workload(String field, String name) {
        boolean fits = !name.isEmpty() && name.length() <= WORKLOAD_LENGTH && name.chars().allMatch(Names::ofWorkload);
        if (!fits) {
            throw Refusal.invalid(field, "must be 1 to " + WORKLOAD_LENGTH + " characters of a-z 0-9 _ . -");
        }
        return name;
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
        if (name.chars().anyMatch(c -> Character.isISOControl(c) || oneWord && Character.isWhitespace(c))) {
            throw Refusal.invalid(field, "must not hold control characters" + (oneWord ? " or spaces" : ""));
        }
        return name;
    }

    private static boolean ofWorkload(int c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-';
    }
}
