package io.aitbc.workloads.text.jinja;

import io.aitbc.workloads.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into words, and white space as its tags ask for it: a newline after a block tag is dropped, so is
 * white space between the beginning of a line and a block tag; {@code -} drops all of it on its side and {@code +}
 * keeps it.
 */
final class Lexer {
    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    Lexer(String template) {
        String unified = template.replace("\r\n", "\n").replace('\r', '\n');
        this.source = unified.endsWith("\n") ? unified.substring(0, unified.length() - 1) : unified;
    }

    List<Token> tokens() {
        while (at < source.length()) {
            int open = nextOpen();
            data(open);
            if (open < source.length()) {
                tag(source.charAt(open + 1));
            }
        }
        tokens.add(new Token(Kind.END, "", line));
        return tokens;
    }

    private int nextOpen() {
        for (int open = source.indexOf('{', at); open >= 0; open = source.indexOf('{', open + 1)) {
            if (open + 1 < source.length() && "{%#".indexOf(source.charAt(open + 1)) >= 0) {
                return open;
            }
        }
        return source.length();
    }

    private void data(int open) {
        int from = at;
        boolean startsLine = from == 0 || source.charAt(from - 1) == '\n';
        int to = open;
        if (open < source.length()) {
            char sign = peek(open + 2);
            if (sign == '-') {
                to = trimmed(from, open);
            } else if (sign != '+' && source.charAt(open + 1) != '{') {
                to = withoutIndent(from, open, startsLine);
            }
        }
        if (to > from) {
            tokens.add(new Token(Kind.DATA, source.substring(from, to), line));
        }
        advance(open);
    }

    private int trimmed(int from, int to) {
        int end = to;
        while (end > from && Text.isSpace(source.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int withoutIndent(int from, int open, boolean startsLine) {
        int indent = open;
        while (indent > from && source.charAt(indent - 1) != '\n' && Text.isSpace(source.charAt(indent - 1))) {
            indent--;
        }
        boolean lineStart = indent == from ? startsLine : source.charAt(indent - 1) == '\n';
        return lineStart ? indent : open;
    }

    private void tag(char sort) {
        char sign = peek(at + 2);
        int skip = sign == '-' || (sign == '+' && sort != '{') ? 3 : 2;
        if (sort == '#') {
            int close = source.indexOf("#}", at + 2);
            if (close < 0) {
                throw new TemplateException("a comment has no end").at(line);
            }
            close(close, close >= at + skip ? peek(close - 1) : ' ', 2);
            return;
        }
        advance(at + skip);
        Kind kind = sort == '{' ? Kind.PRINT : Kind.BLOCK;
        tokens.add(new Token(kind, "{" + sort, line));
        words(kind, sort == '{' ? "}}" : "%}");
        if (kind == Kind.BLOCK && endsWithWord("raw")) {
            raw();
        }
    }

    /** The words of a tag up to and with its end; brackets inside balance, so {@code }}} may end a map. */
    private void words(Kind kind, String end) {
        int depth = 0;
        while (true) {
            while (at < source.length() && Text.isSpace(source.charAt(at))) {
                advance(at + 1);
            }
            if (at >= source.length()) {
                throw new TemplateException("a tag has no end").at(line);
            }
            char sign = source.charAt(at);
            if (depth == 0 && source.startsWith(end, at)) {
                finish(kind, end, ' ');
                return;
            }
            if (depth == 0 && (sign == '-' || (sign == '+' && kind == Kind.BLOCK)) && source.startsWith(end, at + 1)) {
                advance(at + 1);
                finish(kind, end, sign);
                return;
            }
            depth += "([{".indexOf(sign) >= 0 ? 1 : ")]}".indexOf(sign) >= 0 ? -1 : 0;
            Token word = new WordLexer(source, at, line).word();
            tokens.add(word);
            advance(at + WordLexer.lengthOf(source, at, word));
        }
    }

    private void finish(Kind kind, String end, char sign) {
        tokens.add(new Token(kind, end, line));
        close(at, kind == Kind.PRINT && sign != '-' ? '+' : sign, end.length());
    }

    /** Goes behind a tag's end at {@code place}, and behind the white space that goes with it. */
    private void close(int place, char sign, int length) {
        int next = place + length;
        if (sign == '-') {
            while (next < source.length() && Text.isSpace(source.charAt(next))) {
                next++;
            }
        } else if (sign != '+' && peek(next) == '\n') {
            next++;
        }
        advance(next);
    }

    private boolean endsWithWord(String word) {
        int size = tokens.size();
        return size >= 3
                && tokens.get(size - 2).isName(word)
                && tokens.get(size - 3).is(Kind.BLOCK, "{%");
    }

    private void raw() {
        tokens.subList(tokens.size() - 3, tokens.size()).clear();
        int open = at - 1;
        do {
            open = source.indexOf("{%", open + 1);
            if (open < 0) {
                throw new TemplateException("raw has no endraw").at(line);
            }
        } while (!source.substring(open, Math.min(source.length(), open + 40))
                .matches("(?s)\\{%[-+]?\\s*endraw\\s*[-+]?%\\}.*"));
        data(open);
        int close = source.indexOf("%}", at);
        close(close, peek(close - 1), 2);
    }

    private char peek(int place) {
        return place < source.length() ? source.charAt(place) : ' ';
    }

    private void advance(int to) {
        for (; at < to && at < source.length(); at++) {
            if (source.charAt(at) == '\n') {
                line++;
            }
        }
        at = to;
    }
}
