package io.aitbc.workloads.text.sample;

/** What every reader of logits needs. Minus infinity is a token that cannot be; anything else must be finite. */
final class Logits {
    private Logits() {}

    /**
     * The index of the largest, the first of several, as {@code torch.argmax} on the CPU gives it.
     *
     * @throws BadLogitsException when one is NaN or plus infinity, or none is finite
     */
    static int best(float[] logits) {
        int best = -1;
        float most = Float.NEGATIVE_INFINITY;
        boolean bad = false;
        for (int id = 0; id < logits.length; id++) {
            float logit = logits[id];
            bad |= !(logit < Float.POSITIVE_INFINITY);
            if (logit > most) {
                most = logit;
                best = id;
            }
        }
        if (bad) {
            throw new BadLogitsException("the model computed a logit that is not a number, or infinite");
        }
        if (best < 0) {
            throw new BadLogitsException("the model computed no finite logit");
        }
        return best;
    }

    /**
     * Larger for a larger logit, and among equal logits for a smaller id. Takes apart as {@link #id}; sorting these
     * longs sorts tokens from the least likely to the likeliest.
     */
    static long key(float logit, int id) {
        int bits = Float.floatToRawIntBits(logit + 0.0f); // -0 becomes 0
        int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) ordered << 32) | (~id & 0xFFFFFFFFL);
    }

    static int id(long key) {
        return (int) ~key;
    }

    static float logit(long key) {
        int ordered = (int) (key >> 32);
        return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
    }
}
