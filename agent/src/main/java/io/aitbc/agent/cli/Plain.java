package io.aitbc.agent.cli;

import org.jspecify.annotations.Nullable;

/**
 * Text from elsewhere as it may stand on a person's terminal: no control characters, nothing that turns its direction.
 */
final class Plain {
    private static final int SHORT = 40;

    private Plain() {}

    static String text(@Nullable Object value) {
        StringBuilder plain = new StringBuilder();
        String.valueOf(value).codePoints().forEach(c -> plain.appendCodePoint(isPlain(c) ? c : '?'));
        return plain.toString();
    }

    static String shortened(String value) {
        String plain = text(value);
        return plain.length() <= SHORT ? plain : plain.substring(0, SHORT) + "…";
    }

    private static boolean isPlain(int c) {
        int type = Character.getType(c);
        return !Character.isISOControl(c)
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
