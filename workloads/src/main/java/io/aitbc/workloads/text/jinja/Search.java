package io.aitbc.workloads.text.jinja;

/**
 * Looks for a text in a text; every comparison counts, since a hostile pair takes as many as both lengths multiplied.
 */
final class Search {
    private Search() {}

    /** Where {@code part} begins first, from {@code from} on, or -1. */
    static int first(String text, String part, int from, Budget budget) {
        int last = text.length() - part.length();
        int at = from;
        while (at <= last) {
            int begin = part.isEmpty() ? at : text.indexOf(part.charAt(0), at);
            budget.looked((begin < 0 ? text.length() : begin) - at);
            if (begin < 0 || begin > last) {
                return -1;
            }
            if (isAt(text, part, begin, budget)) {
                return begin;
            }
            at = begin + 1;
        }
        return -1;
    }

    /** Where {@code part} begins last, at {@code from} or before, or -1. */
    static int last(String text, String part, int from, Budget budget) {
        int at = Math.min(from, text.length() - part.length());
        while (at >= 0) {
            int begin = part.isEmpty() ? at : text.lastIndexOf(part.charAt(0), at);
            budget.looked(at - Math.max(begin, 0));
            if (begin < 0) {
                return -1;
            }
            if (isAt(text, part, begin, budget)) {
                return begin;
            }
            at = begin - 1;
        }
        return -1;
    }

    private static boolean isAt(String text, String part, int begin, Budget budget) {
        int same = 0;
        while (same < part.length() && text.charAt(begin + same) == part.charAt(same)) {
            same++;
        }
        budget.looked(same);
        return same == part.length();
    }
}
