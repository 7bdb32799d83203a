package io.aitbc.benchmarks.llm;

import io.aitbc.benchmarks.measure.Stats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@link DecoderPeer} told, each name with all its values in their order. */
public final class Samples {
    /** Begins each line that is meant for us. */
    private static final String MARK = "sample ";

    /** Seconds. */
    public static final String LOAD = "load";
    /** Bytes, until the first tokens were decoded. */
    public static final String PEAK = "peak";
    /** Bytes a second. */
    public static final String BANDWIDTH = "bandwidth";
    /** Seconds of a step with all places. */
    public static final String DECODE = "decode";
    /** Seconds of a step with one of several places. */
    public static final String DECODE_ALONE = "decode_alone";
    /** Operations a second. */
    public static final String MULTIPLY = "multiply";
    /** Seconds from a prompt to its first token. */
    public static final String PREFILL = "prefill";

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    /** What the measuring program writes for {@link #take}. */
    public static String line(String name, double value) {
        return MARK + name + " " + String.format(Locale.ROOT, "%.9g", value);
    }

    /** Takes a line of the program's output; others than samples are left alone. */
    public void take(String line) {
        if (line.startsWith(MARK)) {
            String[] words = line.substring(MARK.length()).split(" ", -1);
            values.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Double.parseDouble(words[1]));
        }
    }

    /** @throws IllegalStateException when the program did not tell it */
    public List<Double> of(String name) {
        List<Double> found = values.get(name);
        if (found == null) {
            throw new IllegalStateException("the measuring program told no " + name);
        }
        return List.copyOf(found);
    }

    public double last(String name) {
        List<Double> all = of(name);
        return all.get(all.size() - 1);
    }

    /** {@code amount} divided by each sample: from seconds to a rate. */
    public Stats rates(String name, double amount) {
        return Stats.of(of(name).stream().map(seconds -> amount / seconds).toList());
    }

    /** What each of {@code seconds} achieved of its neighbour's limit, when it took {@code amount}. */
    public Stats shares(String seconds, double amount, String limit) {
        List<Double> took = of(seconds);
        List<Double> limits = of(limit);
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < took.size(); i++) {
            shares.add(amount / took.get(i) / limits.get(i));
        }
        return Stats.of(shares);
    }
}
