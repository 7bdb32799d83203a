package io.aitbc.workloads.text.jinja;

/** What one rendering may cost, so that no template runs long or fills the memory. */
final class Budget {
    /** Evaluated expressions, list items made, and characters made divided by {@link #CHARACTERS_FOR_ONE}. */
    static final int WORK = 5_000_000;

    /** Characters of one text, the output among them. */
    static final int LENGTH = 4_000_000;

    /** Macros calling each other. */
    static final int DEPTH = 50;

    private static final int CHARACTERS_FOR_ONE = 4;

    private int left = WORK;
    private int depth;

    void spend(int units) {
        left -= units;
        if (left < 0) {
            throw new TemplateException("the template takes more than " + WORK + " steps");
        }
    }

    /** Counts a text that was made. */
    Text made(Text text) {
        characters(text.chars().length());
        return text;
    }

    void characters(long length) {
        if (length > LENGTH) {
            throw new TemplateException("the template makes a text of more than " + LENGTH + " characters");
        }
        spend((int) length / CHARACTERS_FOR_ONE + 1);
    }

    void enter() {
        depth++;
        if (depth > DEPTH) {
            throw new TemplateException("macros call each other more than " + DEPTH + " levels deep");
        }
    }

    void leave() {
        depth--;
    }
}
