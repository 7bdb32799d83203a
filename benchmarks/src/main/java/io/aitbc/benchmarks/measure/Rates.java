package io.aitbc.benchmarks.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How often things happened, from when they did. */
public final class Rates {
    private Rates() {}

    /** Things a second from the first to the last; the first itself is where counting begins. */
    public static double whole(List<Instant> when) {
        List<Instant> sorted = when.stream().sorted().toList();
        return rate(sorted, 0, sorted.size() - 1);
    }

    /**
     * The same in {@code windows} parts of equally many things each, one after another.
     *
     * @throws IllegalArgumentException when there are too few things for so many parts
     */
    public static double[] windows(List<Instant> when, int windows) {
        List<Instant> sorted = when.stream().sorted().toList();
        int each = (sorted.size() - 1) / windows;
        double[] rates = new double[windows];
        for (int i = 0; i < windows; i++) {
            rates[i] = rate(sorted, i * each, (i + 1) * each);
        }
        return rates;
    }

    private static double rate(List<Instant> sorted, int from, int to) {
        if (to <= from) {
            throw new IllegalArgumentException("too few to count: " + sorted.size());
        }
        return (to - from)
                * 1e9
                / Duration.between(sorted.get(from), sorted.get(to)).toNanos();
    }
}
