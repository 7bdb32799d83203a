package io.aitbc.workloads.text.sample;

import java.util.ArrayList;
import java.util.List;

/**
 * How likely the model held a token and its rivals to be: natural logarithms of the distribution as the model gave it,
 * before temperature, penalties and choice, as the OpenAI API reports them.
 *
 * @param chosen the token that was taken
 * @param top the likeliest tokens, the likeliest first, of equals the lower id first
 */
public record LogProbs(Entry chosen, List<Entry> top) {
    /** As many rivals as can be asked for. */
    public static final int MAX_TOP = 20;

    public LogProbs {
        top = List.copyOf(top);
    }

    /** @param logProb minus infinity for a token that the model ruled out */
    public record Entry(int id, double logProb) {}

    /**
     * @param most how many of the likeliest, 0 to {@link #MAX_TOP}
     * @throws BadLogitsException when a logit is NaN or plus infinity, or none is finite
     */
    public static LogProbs of(float[] logits, int chosen, int most) {
        double logTotal = logTotal(logits);
        List<Entry> top = new ArrayList<>();
        for (long key : TopKeys.of(logits, logits.length, most)) {
            top.add(new Entry(Logits.id(key), Logits.logit(key) - logTotal));
        }
        return new LogProbs(new Entry(chosen, logits[chosen] - logTotal), top);
    }

    /** The logarithm of the sum of the logits' exponentials. */
    private static double logTotal(float[] logits) {
        double best = logits[Logits.best(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - best);
        }
        return best + StrictMath.log(sum);
    }
}
