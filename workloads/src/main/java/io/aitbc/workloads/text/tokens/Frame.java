package io.aitbc.workloads.text.tokens;

import io.aitbc.workloads.engine.NativeTokenizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a tokenizer puts around a prompt: what {@code tokenizer.json} says, unless the configuration says whether the
 * beginning or the end is marked.
 */
final class Frame {
    private static final String PROBE = "a";

    private final int[] before;
    private final int[] after;

    private Frame(int[] before, int[] after) {
        this.before = before;
        this.after = after;
    }

    static Frame of(NativeTokenizer tokenizer, TokenizerFiles files, @Nullable Integer begin, @Nullable Integer end) {
        int[] bare = tokenizer.encode(PROBE, false);
        int[] framed = tokenizer.encode(PROBE, true);
        int at = 0;
        while (at + bare.length < framed.length
                && !Arrays.equals(bare, Arrays.copyOfRange(framed, at, at + bare.length))) {
            at++;
        }
        int[] before = Arrays.copyOfRange(framed, 0, at);
        int[] after = Arrays.copyOfRange(framed, Math.min(framed.length, at + bare.length), framed.length);
        return new Frame(
                flagged(before, files.flag("add_bos_token"), begin), flagged(after, files.flag("add_eos_token"), end));
    }

    private static int[] flagged(int[] ids, @Nullable Boolean wanted, @Nullable Integer token) {
        if (wanted == null || token == null) {
            return ids;
        }
        int[] others = Arrays.stream(ids).filter(id -> id != token).toArray();
        boolean present = others.length < ids.length;
        if (wanted == present) {
            return ids;
        }
        return wanted ? new int[] {token} : others;
    }

    int[] around(int[] ids) {
        int[] framed = Arrays.copyOf(before, before.length + ids.length + after.length);
        System.arraycopy(ids, 0, framed, before.length, ids.length);
        System.arraycopy(after, 0, framed, before.length + ids.length, after.length);
        return framed;
    }
}
