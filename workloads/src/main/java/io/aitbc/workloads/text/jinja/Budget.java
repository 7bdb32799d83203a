package io.aitbc.workloads.text.jinja;

/** What one rendering may cost, so that no template runs long or fills the memory. */
final class Budget {
    /**
     * Evaluated expressions, list items made, characters made divided by {@link #CHARACTERS_FOR_ONE}, characters looked
     * at divided by {@link #LOOKS_FOR_ONE}.
     */
    static final int WORK = 5_000_000;

    /** Characters of one text, the output among them. */
    static final int LENGTH = 4_000_000;

    /** Macros calling each other. */
    static final int DEPTH = 50;

    private static final int CHARACTERS_FOR_ONE = 4;
    private static final int LOOKS_FOR_ONE = 64;

    /** What a list item costs that is a text of its own, which takes far more memory than one that is there already. */
    private static final int TEXT_ITEM = 4;

    private int left = WORK;
    private int depth;

    void spend(int units) {
        left = units > left ? -1 : left - units;
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

    /** Counts characters that are compared, searched or gone over. */
    void looked(long characters) {
        spend((int) Math.min(Integer.MAX_VALUE, characters / LOOKS_FOR_ONE + 1));
    }

    /** Counts texts that are cut out of another, before they are made. */
    void pieces(int count) {
        spend((int) Math.min(Integer.MAX_VALUE, (long) count * TEXT_ITEM));
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
