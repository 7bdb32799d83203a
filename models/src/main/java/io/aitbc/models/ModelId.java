package io.aitbc.models;

import io.aitbc.api.outcome.FailureCode;

/**
 * What a model is called: {@code org/name} as on the hub, or {@code name}. Never a path: each part is 1 to 96 letters,
 * digits, {@code . _ -}, begins with a letter or a digit, and holds no {@code ..}.
 */
public record ModelId(String value) {
    private static final int LONGEST_PART = 96;
    /** How the hub's cache calls its directories; no model's own name. */
    static final String CACHE_PREFIX = "models--";

    /** @throws IllegalArgumentException when it is none */
    public ModelId {
        if (!isId(value)) {
            throw new IllegalArgumentException("no model id: " + Named.shown(value));
        }
    }

    /** @throws ModelException {@code E_INVALID} when it is none */
    public static ModelId of(String text) throws ModelException {
        if (!isId(text)) {
            throw new ModelException(
                    FailureCode.E_INVALID,
                    "model \"" + Named.shown(text) + "\" is no model's id; write org/name or name, each part 1 to "
                            + LONGEST_PART + " letters, digits, . _ - (a model is never named by a path)");
        }
        return new ModelId(text);
    }

    static boolean isId(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? isPart(text) : isPart(text.substring(0, slash)) && isPart(text.substring(slash + 1));
    }

    static boolean isPart(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_PART
                && isLetterOrDigit(text.charAt(0))
                && text.chars().allMatch(c -> isLetterOrDigit(c) || c == '.' || c == '_' || c == '-')
                && !text.contains("..")
                && !text.startsWith(CACHE_PREFIX);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return value;
    }
}
