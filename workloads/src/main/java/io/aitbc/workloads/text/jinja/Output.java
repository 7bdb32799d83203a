package io.aitbc.workloads.text.jinja;

import java.util.BitSet;

/** The text that a template writes. */
final class Output {
    private final StringBuilder chars = new StringBuilder();
    private final BitSet given = new BitSet();
    private final Budget budget;

    Output(Budget budget) {
        this.budget = budget;
    }

    void append(Text text) {
        long length = (long) chars.length() + text.chars().length();
        if (length > Budget.LENGTH) {
            throw new TemplateException("the template writes more than " + Budget.LENGTH + " characters");
        }
        budget.characters(text.chars().length());
        text.appendTo(chars, given);
    }

    Text text() {
        return Text.of(chars, given);
    }
}
