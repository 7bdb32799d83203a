package io.aitbc.workloads.text.sample;

import java.util.Arrays;

/**
 * The tokens that may still be drawn, in the order of their ids, with scores and with weights proportional to their
 * probabilities (the likeliest weighs 1). Scores are float, as transformers computes them; weights and sums are double
 * and use {@link StrictMath}, so that they are the same bits everywhere. The arrays are used again for each token.
 */
final class Candidates {
    /** Buckets of scores in the search for the members of top-p, and how many there are for each unit of score. */
    private static final int BUCKETS = 4096;

    private static final float BUCKETS_FOR_ONE = 64;

    /** Wide of any rounding of a score. */
    private static final double MARGIN = 0.1;

    private int[] ids = {};
    private float[] scores = {};
    private double[] weights = {};
    private int size;
    private float most;

    /** All tokens, their logits divided by the temperature. */
    void fill(float[] logits, float best, double temperature) {
        if (ids.length < logits.length) {
            ids = new int[logits.length];
            scores = new float[logits.length];
            weights = new double[logits.length];
        }
        float divisor = (float) temperature;
        int[] everyId = ids;
        float[] divided = scores;
        for (int id = 0; id < logits.length; id++) {
            everyId[id] = id;
            divided[id] = logits[id] / divisor;
        }
        size = logits.length;
        most = best / divisor;
        if (most == Float.POSITIVE_INFINITY) {
            throw new BadLogitsException("a logit divided by the temperature is infinite");
        }
    }

    /** The k highest scores and those equal to the lowest of them. Only right after {@link #fill}. */
    void keepTopK(int k) {
        if (k == 0 || k >= size) {
            return;
        }
        long[] top = TopKeys.of(scores, size, k);
        float least = Logits.logit(top[k - 1]);
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (scores[at] >= least) {
                move(at, kept++);
            }
        }
        size = kept;
    }

    /** Leaves out what {@link #keepMinP} will, where it is plain from the score and all others need no weight. */
    void keepNearMinP(double fraction) {
        if (fraction == 0) {
            return;
        }
        float least = (float) (most + StrictMath.log(fraction) - MARGIN);
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (scores[at] >= least) {
                move(at, kept++);
            }
        }
        size = kept;
    }

    void weigh() {
        double best = most;
        double[] weighed = weights;
        float[] by = scores;
        for (int at = 0; at < size; at++) {
            weighed[at] = StrictMath.exp(by[at] - best);
        }
    }

    /**
     * The likeliest that together reach {@code p}: each token before which less than {@code p} has come, and always the
     * first. Among equally likely ones those with lower ids count as likelier.
     */
    void keepTopP(double p) {
        if (p >= 1) {
            return;
        }
        long least = leastOfTopP(p * total());
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (Logits.key(scores[at], ids[at]) >= least) {
                move(at, kept++);
            }
        }
        size = kept;
    }

    /** Those at least {@code fraction} as likely as the likeliest. */
    void keepMinP(double fraction) {
        if (fraction == 0) {
            return;
        }
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (weights[at] >= fraction) {
                move(at, kept++);
            }
        }
        size = kept;
    }

    /** Inverts the cumulative distribution, summed in the order of ids. */
    int draw(double uniform) {
        double target = uniform * total();
        double sum = 0;
        int last = 0;
        for (int at = 0; at < size; at++) {
            sum += weights[at];
            if (sum > target) {
                return ids[at];
            }
            last = weights[at] > 0 ? at : last;
        }
        return ids[last]; // where rounding made the product as large as the sum
    }

    /** The key of the last that is kept. Only the bucket that holds it is sorted. */
    private long leastOfTopP(double enough) {
        double[] sums = new double[BUCKETS];
        for (int at = 0; at < size; at++) {
            sums[bucket(scores[at])] += weights[at];
        }
        double before = 0;
        int bucket = 0;
        while (bucket < BUCKETS - 1 && before + sums[bucket] < enough) {
            before += sums[bucket];
            bucket++;
        }
        long[] keys = keysOf(bucket);
        for (int at = keys.length - 1; at > 0; at--) {
            before += weight(Logits.logit(keys[at]));
            if (before >= enough) {
                return keys[at];
            }
        }
        return keys.length == 0 ? Long.MIN_VALUE : keys[0];
    }

    /** Lower for higher scores; the last takes all that is too unlikely to tell apart. */
    private int bucket(float score) {
        return (int) Math.min(BUCKETS - 1, (most - score) * BUCKETS_FOR_ONE);
    }

    /** The likeliest last. */
    private long[] keysOf(int bucket) {
        long[] keys = new long[256];
        int count = 0;
        for (int at = 0; at < size; at++) {
            if (bucket(scores[at]) == bucket) {
                if (count == keys.length) {
                    keys = Arrays.copyOf(keys, 2 * count);
                }
                keys[count++] = Logits.key(scores[at], ids[at]);
            }
        }
        keys = Arrays.copyOf(keys, count);
        Arrays.sort(keys);
        return keys;
    }

    private double total() {
        double sum = 0;
        for (int at = 0; at < size; at++) {
            sum += weights[at];
        }
        return sum;
    }

    private double weight(float score) {
        return StrictMath.exp((double) score - most);
    }

    private void move(int from, int to) {
        ids[to] = ids[from];
        scores[to] = scores[from];
        weights[to] = weights[from];
    }
}
