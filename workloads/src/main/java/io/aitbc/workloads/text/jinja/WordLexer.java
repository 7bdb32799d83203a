package io.aitbc.workloads.text.jinja;

import io.aitbc.workloads.text.jinja.Token.Kind;
import java.util.List;

/** One word inside of a tag. */
final class WordLexer {
    private static final List<String> LONG_SIGNS = List.of("**", "//", "==", "!=", "<=", ">=");
    private static final String SIGNS = "+-/*%~[](){}><=.:|,";

    private final String source;
    private final int from;
    private final int line;

    WordLexer(String source, int from, int line) {
        this.source = source;
        this.from = from;
        this.line = line;
    }

    Token word() {
        char first = source.charAt(from);
        if (Character.isLetter(first) || first == '_') {
            return new Token(Kind.NAME, source.substring(from, end(from)), line);
        }
        if (first >= '0' && first <= '9') {
            String number = number();
            boolean whole = number.chars().allMatch(sign -> (sign >= '0' && sign <= '9') || sign == '_');
            return new Token(whole ? Kind.WHOLE : Kind.FRACTION, number, line);
        }
        if (first == '\'' || first == '"') {
            return new Token(Kind.STRING, string(first), line);
        }
        for (String sign : LONG_SIGNS) {
            if (source.startsWith(sign, from)) {
                return new Token(Kind.OPERATOR, sign, line);
            }
        }
        if (SIGNS.indexOf(first) >= 0) {
            return new Token(Kind.OPERATOR, String.valueOf(first), line);
        }
        throw new TemplateException("the character '" + first + "' means nothing here").at(line);
    }

    /** How far {@code word}, read at that place, reaches there: a string is longer in its source than in its value. */
    static int lengthOf(String source, int from, Token word) {
        return word.kind() == Kind.STRING
                ? closing(source, from) + 1 - from
                : word.text().length();
    }

    private int end(int start) {
        int to = start;
        while (to < source.length() && (Character.isLetterOrDigit(source.charAt(to)) || source.charAt(to) == '_')) {
            to++;
        }
        return to;
    }

    private String number() {
        int to = digits(from);
        if (to + 1 < source.length() && source.charAt(to) == '.' && isDigit(to + 1)) {
            to = digits(to + 1);
        }
        if (to < source.length() && (source.charAt(to) == 'e' || source.charAt(to) == 'E')) {
            int exponent = to + 1 < source.length() && "+-".indexOf(source.charAt(to + 1)) >= 0 ? to + 2 : to + 1;
            to = isDigit(exponent) ? digits(exponent) : to;
        }
        return source.substring(from, to);
    }

    private int digits(int start) {
        int to = start;
        while (isDigit(to) || (to < source.length() && source.charAt(to) == '_')) {
            to++;
        }
        return to;
    }

    private boolean isDigit(int place) {
        return place < source.length() && source.charAt(place) >= '0' && source.charAt(place) <= '9';
    }

    private static int closing(String source, int from) {
        char quote = source.charAt(from);
        int to = from + 1;
        while (to < source.length() && source.charAt(to) != quote) {
            to += source.charAt(to) == '\\' ? 2 : 1;
        }
        return to < source.length() ? to : -1;
    }

    private String string(char quote) {
        int to = closing(source, from);
        if (to < 0) {
            throw new TemplateException("a string has no closing " + quote).at(line);
        }
        StringBuilder value = new StringBuilder();
        int at = from + 1;
        while (at < to) {
            char sign = source.charAt(at);
            if (sign == '\\') {
                at = escape(at + 1, to, value) + 1;
            } else {
                value.append(sign);
                at++;
            }
        }
        return value.toString();
    }

    /** Appends what the escape at {@code at} stands for; answers the place of its last character. */
    private int escape(int at, int to, StringBuilder value) {
        char sign = source.charAt(at);
        int plain = "ntrbf0av\\'\"".indexOf(sign);
        if (plain >= 0) {
            value.append("\n\t\r\b\f\0\u0007\u000b\\'\"".charAt(plain));
            return at;
        }
        int digits = sign == 'x' ? 2 : sign == 'u' ? 4 : sign == 'U' ? 8 : 0;
        if (sign == '\n') {
            return at;
        }
        if (digits == 0) {
            value.append('\\').append(sign);
            return at;
        }
        try {
            value.appendCodePoint(Integer.parseInt(source.substring(at + 1, Math.min(to, at + 1 + digits)), 16));
        } catch (IllegalArgumentException e) {
            throw new TemplateException("an escape in a string is no character").at(line);
        }
        return at + digits;
    }
}
