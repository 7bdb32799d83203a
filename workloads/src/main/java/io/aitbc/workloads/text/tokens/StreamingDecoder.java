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
    /** Far more tokens than one character has bytes. */
    private static final int KEPT = 16;

    private static final int MOST_KEPT = 2 * KEPT;

    private final Function<int[], String> decode;
    private final IntPredicate isSilent;
    private final BitSet byteTokens;
    private int[] window = new int[16];
    private int size;
    /** Tokens of the window before the last complete place. */
    private int complete;
    /** What was given out of the window's text. */
    private String given = "";

    /**
     * @param isSilent tokens that have no text, and are as if they were not there
     * @param byteTokens ids that stand for single bytes of a character, which take their text only from their run
     */
    StreamingDecoder(Function<int[], String> decode, IntPredicate isSilent, BitSet byteTokens) {
        this.decode = decode;
        this.isSilent = isSilent;
        this.byteTokens = byteTokens;
    }

    /** The text that has become certain with this token; often empty. */
    public String push(int id) {
        if (isSilent.test(id)) {
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
        if (size >= MOST_KEPT) {
            forgetAllBut(KEPT, text, half);
        }
        return fresh;
    }

    /** Tokens that are kept to read the next one. */
    int held() {
        return size;
    }

    /** There are no more tokens: what is left, with U+FFFD where a character is not whole. */
    public String flush() {
        String text = decode.apply(Arrays.copyOf(window, size));
        String fresh = text.startsWith(given) ? text.substring(given.length()) : "";
        given = text;
        return fresh;
    }

    /**
     * Where no complete place comes, as among bytes that are no character, keeps the newest tokens only: as soon as
     * they alone read as they do after the others.
     */
    private void forgetAllBut(int count, String text, boolean half) {
        int[] kept = Arrays.copyOfRange(window, size - count, size);
        String alone = decode.apply(kept);
        if (text.endsWith(alone) && !alone.isEmpty()) {
            System.arraycopy(kept, 0, window, 0, count);
            given = half ? alone.substring(0, alone.length() - 1) : alone;
            size = count;
            complete = half ? 0 : count;
        }
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
