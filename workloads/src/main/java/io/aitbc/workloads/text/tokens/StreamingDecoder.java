package io.aitbc.workloads.text.tokens;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Gives out the text of tokens as they come: only what later tokens cannot change, so never half a character. All that
 * it gives out is what decoding all tokens at once gives.
 *
 * <p>Decoded are the newest tokens only, from the last place where the text stood complete, after some tokens from
 * before it: a word's first token may lose its space when nothing is before it.
 */
public final class StreamingDecoder {
    private static final char REPLACEMENT = '\uFFFD';

    private final Function<int[], String> decode;
    private final IntPredicate isControl;
    private final BitSet byteTokens;
    private int[] window = new int[16];
    private int size;
    /** Tokens of the window before the last complete place. */
    private int complete;
    /** What was given out of the window's text. */
    private String given = "";

    /**
     * @param isControl tokens that have no text, and are as if they were not there
     * @param byteTokens ids that stand for single bytes of a character, which take their text only from their run
     */
    StreamingDecoder(Function<int[], String> decode, IntPredicate isControl, BitSet byteTokens) {
        this.decode = decode;
        this.isControl = isControl;
        this.byteTokens = byteTokens;
    }

    /** The text that has become certain with this token; often empty. */
    public String push(int id) {
        if (isControl.test(id)) {
            return "";
        }
        if (size == window.length) {
            window = Arrays.copyOf(window, 2 * size);
        }
        window[size++] = id;
        if (byteTokens.get(id)) {
            return "";
        }
        String text = decode.apply(Arrays.copyOf(window, size));
        boolean half = !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT;
        String certain = half ? text.substring(0, text.length() - 1) : text;
        if (!certain.startsWith(given)) {
            return "";
        }
        String fresh = certain.substring(given.length());
        given = certain;
        if (!half) {
            forget();
        }
        return fresh;
    }

    /** There are no more tokens: what is left, with U+FFFD where a character is not whole. */
    public String flush() {
        String text = decode.apply(Arrays.copyOf(window, size));
        String fresh = text.startsWith(given) ? text.substring(given.length()) : "";
        given = text;
        return fresh;
    }

    /** Keeps the tokens since the last complete place as the ones before the next, if they have a text. */
    private void forget() {
        int[] kept = Arrays.copyOfRange(window, complete, size);
        String text = decode.apply(kept);
        if (complete > 0 && !text.isEmpty()) {
            System.arraycopy(kept, 0, window, 0, kept.length);
            size = kept.length;
            given = text;
        }
        complete = size;
    }
}
