package io.aitbc.protocols.v1.client;

/** Text from outside on its way into a log line: one line, bounded, nothing that a terminal would obey. */
final class Words {
    private Words() {}

    static String clean(String text, int limit) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), limit) + 1);
        for (int i = 0; i < text.length(); i++) {
            if (clean.length() >= limit) {
                return clean.append('…').toString();
            }
            char c = text.charAt(i);
            boolean plain = (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && Character.isLetterOrDigit(c));
            clean.append(plain ? c : Character.isWhitespace(c) ? ' ' : '?');
        }
        return clean.toString();
    }
}
