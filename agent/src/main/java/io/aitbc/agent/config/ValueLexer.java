package io.aitbc.agent.config;

/**
 * Reads what stands right of the equals sign, as a shell would read an assignment: words in single quotes as they are,
 * in double quotes with {@code \"}, {@code \\}, {@code \$} and {@code \`}, or bare; put together when they touch; then
 * nothing but a comment.
 */
final class ValueLexer {
    private static final String BARE_SPECIALS = ";&|<>()";
    private static final String DOUBLE_QUOTE_ESCAPES = "\"\\$`";
    private static final String SPECIAL_PARAMETERS = "@*#?-$!0123456789";

    private final String line;
    private final boolean secret;
    private final HostSubstitution hosts;
    private final StringBuilder value = new StringBuilder();
    private int at;

    /**
     * @param start where the value begins
     * @param secret true when no part of the value may stand in a message
     */
    ValueLexer(String line, int start, boolean secret, HostSubstitution hosts) {
        this.line = line;
        this.at = start;
        this.secret = secret;
        this.hosts = hosts;
    }

    String lex() throws LineFault {
        while (at < line.length() && !isBlank(line.charAt(at))) {
            char c = line.charAt(at);
            switch (c) {
                case '"' -> doubleQuoted();
                case '\'' -> singleQuoted();
                case '\\' -> escaped();
                case '$' -> dollar();
                case '`' -> throw backtick();
                default -> bare(c);
            }
        }
        nothingButComment();
        return value.toString();
    }

    private void bare(char c) throws LineFault {
        if (BARE_SPECIALS.indexOf(c) >= 0) {
            throw new LineFault("has a bare '" + c + "'", "put the value in quotes");
        }
        value.append(c);
        at++;
    }

    private void singleQuoted() throws LineFault {
        int end = line.indexOf('\'', at + 1);
        if (end < 0) {
            throw unclosed('\'');
        }
        value.append(line, at + 1, end);
        at = end + 1;
    }

    private void doubleQuoted() throws LineFault {
        at++;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return;
            }
            if (c == '\\') {
                quotedEscape();
            } else if (c == '$') {
                dollar();
            } else if (c == '`') {
                throw backtick();
            } else {
                value.append(c);
                at++;
            }
        }
        throw unclosed('"');
    }

    /** Inside double quotes a backslash before any other character stands for itself. */
    private void quotedEscape() throws LineFault {
        if (at + 1 >= line.length()) {
            throw unclosed('"');
        }
        char next = line.charAt(at + 1);
        if (DOUBLE_QUOTE_ESCAPES.indexOf(next) < 0) {
            value.append('\\');
        }
        value.append(next);
        at += 2;
    }

    private void escaped() throws LineFault {
        if (at + 1 >= line.length()) {
            throw new LineFault("ends in a backslash", "a value stands on one line; remove the backslash");
        }
        value.append(line.charAt(at + 1));
        at += 2;
    }

    private void dollar() throws LineFault {
        char next = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
        int end;
        if (next == '(') {
            end = closing(')');
        } else if (next == '{') {
            end = closing('}');
        } else if (ConfText.isKeyStart(next)) {
            end = at + 2;
            while (end < line.length() && ConfText.isKeyPart(line.charAt(end))) {
                end++;
            }
        } else if (SPECIAL_PARAMETERS.indexOf(next) >= 0) {
            end = at + 2;
        } else {
            value.append('$');
            at++;
            return;
        }
        value.append(hosts.expand(line.substring(at, end), secret));
        at = end;
    }

    private int closing(char bracket) throws LineFault {
        int end = line.indexOf(bracket, at);
        if (end < 0) {
            throw new LineFault("has a '$' with an open bracket and no '" + bracket + "'", HostSubstitution.FIX);
        }
        return end + 1;
    }

    private void nothingButComment() throws LineFault {
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        if (at < line.length() && line.charAt(at) != '#') {
            throw new LineFault(
                    "is followed by more text", "put the whole value in double quotes, or a # before a comment");
        }
    }

    private static LineFault unclosed(char quote) {
        return new LineFault("has a " + quote + " that is not closed", "close it on the same line");
    }

    private static LineFault backtick() {
        return new LineFault("has a command in backticks", HostSubstitution.FIX);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
