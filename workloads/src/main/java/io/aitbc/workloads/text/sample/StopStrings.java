package io.aitbc.workloads.text.sample;

import java.util.List;

/**
 * Ends a text before the first of the given texts, which may lie across any number of tokens. Gives out text only when
 * it can no longer be the beginning of a stop text, so nothing given out is ever taken back. The stop text that ends
 * first counts, of several that end together the longest; so how the text was cut into pieces does not matter.
 */
public final class StopStrings {
    public static final int MAX_STOPS = 16;
    public static final int MAX_LENGTH = 256;

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    /** @throws IllegalArgumentException for too many, an empty or a very long one */
    public StopStrings(List<String> stops) {
        if (stops.size() > MAX_STOPS) {
            throw new IllegalArgumentException("stop has " + stops.size() + " texts and may have " + MAX_STOPS);
        }
        for (String stop : stops) {
            if (stop.isEmpty() || stop.length() > MAX_LENGTH) {
                throw new IllegalArgumentException(
                        "a text of stop has " + stop.length() + " characters and must have 1 to " + MAX_LENGTH);
            }
        }
        this.stops = List.copyOf(stops);
    }

    /** Takes the next piece; answers what is certainly part of the text. Nothing more once {@link #isStopped}. */
    public String push(String piece) {
        for (int at = 0; at < piece.length() && !stopped; at++) {
            held.append(piece.charAt(at));
            int start = startOfStop();
            if (start >= 0) {
                held.setLength(start);
                stopped = true;
            }
        }
        return take(stopped ? held.length() : held.length() - beginning());
    }

    /** There is no more: what was held back is part of the text. */
    public String flush() {
        return take(held.length());
    }

    public boolean isStopped() {
        return stopped;
    }

    /** Where the longest stop text begins that ends here, or -1. */
    private int startOfStop() {
        int start = -1;
        for (String stop : stops) {
            int from = held.length() - stop.length();
            if (endsWith(stop, stop.length()) && (start < 0 || from < start)) {
                start = from;
            }
        }
        return start;
    }

    /** The length of the longest end of what is held that is the beginning of a stop text. */
    private int beginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = stop.length() - 1; length > longest; length--) {
                if (endsWith(stop, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private boolean endsWith(String stop, int length) {
        int from = held.length() - length;
        if (from < 0) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (held.charAt(from + at) != stop.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }
}
