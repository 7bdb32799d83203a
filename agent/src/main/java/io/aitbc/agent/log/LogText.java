package io.aitbc.agent.log;

/**
 * Writes untrusted text into a line so that it stays one piece: cut to a length, nothing unprintable, quoted where it
 * must be.
 */
final class LogText {
    private LogText() {}

    /** Text of the message's own place: as it is, but printable. */
    static void plain(StringBuilder out, String text, int limit) {
        escaped(out, text, limit, false);
    }

    /** A value: bare when it is one plain word, else in double quotes with {@code \"} and {@code \\}. */
    static void value(StringBuilder out, String text, int limit) {
        if (isWord(text)) {
            escaped(out, text, limit, false);
        } else {
            out.append('"');
            escaped(out, text, limit, true);
            out.append('"');
        }
    }

    private static boolean isWord(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\' && c != '\'');
    }

    private static void escaped(StringBuilder out, String text, int limit, boolean quoted) {
        int at = 0;
        for (int shown = 0; at < text.length() && shown < limit; shown++) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (quoted && (c == '"' || c == '\\')) {
                out.append('\\').append((char) c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (isPrintable(c)) {
                out.appendCodePoint(c);
            } else {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
            }
        }
        if (at < text.length()) {
            out.append("…(").append(text.length()).append(" characters)");
        }
    }

    /**
     * False for controls, for what turns the direction of text, for separators of lines, and for what is no character
     * at all.
     */
    private static boolean isPrintable(int c) {
        int type = Character.getType(c);
        return c >= ' '
                && type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.PRIVATE_USE
                && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
