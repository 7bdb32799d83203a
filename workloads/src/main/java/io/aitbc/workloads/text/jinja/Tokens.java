package io.aitbc.workloads.text.jinja;

import io.aitbc.workloads.text.jinja.Token.Kind;
import java.util.List;
import java.util.function.Supplier;

/** A template's words, taken one after another. */
final class Tokens {
    /** Levels of parentheses, tags and the like inside each other. */
    private static final int MAX_NESTING = 100;

    private final List<Token> tokens;
    private int next;
    private int nesting;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(next + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = peek();
        next++;
        return token;
    }

    boolean takeName(String word) {
        return takeIf(peek().isName(word));
    }

    boolean takeOperator(String sign) {
        return takeIf(peek().isOperator(sign));
    }

    private boolean takeIf(boolean wanted) {
        if (wanted) {
            take();
        }
        return wanted;
    }

    void expectOperator(String sign) {
        if (!takeOperator(sign)) {
            throw unexpected("'" + sign + "'");
        }
    }

    void expectEnd(Kind kind) {
        if (peek().kind() != kind) {
            throw unexpected("the end of the tag");
        }
        take();
    }

    String expectName() {
        if (peek().kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return take().text();
    }

    TemplateException unexpected(String wanted) {
        return new TemplateException(peek() + " where " + wanted + " is expected").at(peek().line());
    }

    <T> T nested(Supplier<T> inside) {
        nesting++;
        if (nesting > MAX_NESTING) {
            throw new TemplateException("nested more than " + MAX_NESTING + " levels deep").at(peek().line());
        }
        T result = inside.get();
        nesting--;
        return result;
    }
}
