package io.aitbc.benchmarks.measure;

import java.util.Arrays;
import java.util.Collection;

/**
 * What repeats of one measurement came to. Percentiles are nearest-rank: always a value that was measured, never one
 * between two.
 *
 * @param samples how many there were, at least one
 */
public record Stats(int samples, double min, double p50, double p99, double max) {
    /** @throws IllegalArgumentException when there is nothing to sum up, or a value is not a number */
    public static Stats of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) {
            throw new IllegalArgumentException("no statistics of " + Arrays.toString(values));
        }
        return new Stats(
                sorted.length, sorted[0], percentile(sorted, 50), percentile(sorted, 99), sorted[sorted.length - 1]);
    }

    public static Stats of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** @param percent above 0, at most 100 */
    private static double percentile(double[] sorted, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[rank - 1];
    }
}
