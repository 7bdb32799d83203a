package io.aitbc.workloads.text.jinja;

/** A word of a template. */
record Token(Kind kind, String text, int line) {
    enum Kind {
        /** Text outside of tags. */
        DATA,
        /** The beginning or the end of a tag that prints. */
        PRINT,
        /** The beginning or the end of a tag that does. */
        BLOCK,
        NAME,
        STRING,
        WHOLE,
        FRACTION,
        OPERATOR,
        END
    }

    boolean is(Kind wanted, String word) {
        return kind == wanted && text.equals(word);
    }

    boolean isName(String word) {
        return is(Kind.NAME, word);
    }

    boolean isOperator(String sign) {
        return is(Kind.OPERATOR, sign);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
