package io.aitbc.agent.config;

/** Puts a value that a person wrote into a message: in quotes, in one line, cut short. */
final class Shown {
    private static final int LIMIT = 60;

    private Shown() {}

    static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().limit(LIMIT).forEach(c -> text.appendCodePoint(isPlain(c) ? c : '?'));
        int length = value.codePointCount(0, value.length());
        return text.append(length > LIMIT ? "…\" (" + length + " characters)" : "\"")
                .toString();
    }

    /** True for what can be printed: no control, format, surrogate or unassigned character. */
    static boolean isPlain(int c) {
        int type = Character.getType(c);
        return !(type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR);
    }
}
