package io.aitbc.workloads.text.sample;

/**
 * Chooses the next token, as transformers does: the repetition penalty first, then, unless the temperature is 0 and the
 * likeliest token wins, temperature, top-k, top-p, min-p, and a draw from what is left. Not for several threads at
 * once; keeps nothing from one token to the next but memory.
 */
public final class Sampler {
    private final SamplingOptions options;
    private final Candidates candidates = new Candidates();
    private float[] penalized = {};

    public Sampler(SamplingOptions options) {
        this.options = options;
    }

    /**
     * The token after the first {@code length} of {@code tokens}, prompt and answer so far; {@code length} is also the
     * position that the number drawn belongs to.
     *
     * @param logits of every token of the vocabulary; not changed
     * @throws BadLogitsException when a logit is NaN or plus infinity, or none is finite
     */
    public int next(float[] logits, int[] tokens, int length) {
        float[] scores = penalize(logits, tokens, length);
        int best = Logits.best(scores);
        if (options.isGreedy()) {
            return best;
        }
        candidates.fill(scores, scores[best], options.temperature());
        candidates.keepTopK(options.topK());
        if (options.topP() >= 1) {
            candidates.keepNearMinP(options.minP());
        }
        candidates.weigh();
        candidates.keepTopP(options.topP());
        candidates.keepMinP(options.minP());
        return candidates.draw(SeededDraw.uniform(options.seed(), length));
    }

    /** Divides what is positive and multiplies what is negative, once for each token that has occurred. */
    private float[] penalize(float[] logits, int[] tokens, int length) {
        if (options.repetitionPenalty() == 1) {
            return logits;
        }
        if (penalized.length != logits.length) {
            penalized = new float[logits.length];
        }
        System.arraycopy(logits, 0, penalized, 0, logits.length);
        float penalty = (float) options.repetitionPenalty();
        for (int at = 0; at < length; at++) {
            float logit = logits[tokens[at]];
            penalized[tokens[at]] = logit < 0 ? logit * penalty : logit / penalty;
        }
        return penalized;
    }
}
