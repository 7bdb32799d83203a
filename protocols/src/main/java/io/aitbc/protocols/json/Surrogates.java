package io.aitbc.protocols.json;

/** Halves of surrogate pairs: Java strings may hold them alone, UTF-8 cannot. */
final class Surrogates {
    private Surrogates() {}

    /** Index of the first surrogate that stands alone, or -1. */
    static int firstLone(CharSequence text) {
        return firstLone(text, 0);
    }

    private static int firstLone(CharSequence text, int from) {
        int length = text.length();
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }

    /** {@code text} with U+FFFD in place of each lone surrogate. */
    static String replaced(String text) {
        int lone = firstLone(text);
        if (lone < 0) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        while (lone >= 0) {
            clean.setCharAt(lone, '\ufffd');
            lone = firstLone(clean, lone + 1);
        }
        return clean.toString();
    }
}
