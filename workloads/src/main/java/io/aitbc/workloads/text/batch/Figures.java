package io.aitbc.workloads.text.batch;

/**
 * What a sequence's way through the batch was like.
 *
 * @param fedTokens tokens fed in slices: the prompt, and what was known after it
 * @param feedNanos what that took, without the steps of others in between
 * @param steps decoding steps that it took part in
 * @param stepNanos what those took
 * @param rows all its steps' batch sizes added up
 * @param mostRows the largest of them
 */
public record Figures(long fedTokens, long feedNanos, long steps, long stepNanos, long rows, int mostRows) {
    /** Of a sequence that was complete when it came. */
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0);
}
