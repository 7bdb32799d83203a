package io.aitbc.workloads.text.jinja;

import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Characters, and which of them were given from outside of the template. Immutable. */
public final class Text {
    static final Text EMPTY = own("");

    private final String chars;
    private final @Nullable BitSet given;

    private Text(String chars, @Nullable BitSet given) {
        this.chars = chars;
        this.given = given == null || given.isEmpty() ? null : given;
    }

    /** The template's own, or as good as that: the names of the tokenizer's special tokens. */
    public static Text own(String chars) {
        return new Text(chars, null);
    }

    /** From outside: a job's. */
    public static Text given(String chars) {
        BitSet all = new BitSet(chars.length());
        all.set(0, chars.length());
        return new Text(chars, all);
    }

    public String chars() {
        return chars;
    }

    /** Whether the char at that index was given from outside. */
    public boolean isGiven(int index) {
        return given != null && given.get(index);
    }

    static Text join(List<Text> parts) {
        StringBuilder joined = new StringBuilder();
        BitSet marks = new BitSet();
        for (Text part : parts) {
            part.appendTo(joined, marks);
        }
        return new Text(joined.toString(), marks);
    }

    static Text of(StringBuilder chars, BitSet marks) {
        return new Text(chars.toString(), (BitSet) marks.clone());
    }

    void appendTo(StringBuilder joined, BitSet marks) {
        int base = joined.length();
        if (given != null) {
            int from = given.nextSetBit(0);
            while (from >= 0) {
                int to = given.nextClearBit(from);
                marks.set(base + from, base + to);
                from = given.nextSetBit(to);
            }
        }
        joined.append(chars);
    }

    Text plus(Text next) {
        if (next.chars.isEmpty()) {
            return this;
        }
        return chars.isEmpty() ? next : join(List.of(this, next));
    }

    /** Between two indices in UTF-16 units. */
    Text sub(int from, int to) {
        return new Text(chars.substring(from, to), given == null ? null : given.get(from, to));
    }

    /** In code points, as the template language counts. */
    int length() {
        return chars.codePointCount(0, chars.length());
    }

    Text codePoint(int index) {
        int from = chars.offsetByCodePoints(0, index);
        return sub(from, chars.offsetByCodePoints(from, 1));
    }

    /** Another text in its place; wholly given when any of this is. */
    Text changed(UnaryOperator<String> change) {
        String result = change.apply(chars);
        return given == null ? own(result) : given(result);
    }

    /** @param set what is cut off, or null for white space */
    Text strip(@Nullable Text set, boolean left, boolean right, Budget budget) {
        budget.looked(chars.length());
        int from = 0;
        int to = chars.length();
        while (left && from < to && strips(set, chars.codePointAt(from), budget)) {
            from += Character.charCount(chars.codePointAt(from));
        }
        while (right && to > from && strips(set, chars.codePointBefore(to), budget)) {
            to -= Character.charCount(chars.codePointBefore(to));
        }
        return sub(from, to);
    }

    private static boolean strips(@Nullable Text set, int point, Budget budget) {
        if (set == null) {
            return isSpace(point);
        }
        budget.looked(set.chars.length());
        return set.chars.indexOf(point) >= 0;
    }

    /** White space as Python's {@code str} knows it. */
    static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
    }

    boolean isEmpty() {
        return chars.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && chars.equals(text.chars);
    }

    @Override
    public int hashCode() {
        return chars.hashCode();
    }

    @Override
    public String toString() {
        return chars;
    }
}
