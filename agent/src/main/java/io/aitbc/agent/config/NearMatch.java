package io.aitbc.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a person may have meant: the word with the smallest Levenshtein distance, case aside. */
public final class NearMatch {
    private static final int LONGEST = 64;

    private NearMatch() {}

    /**
     * The nearest of {@code known}, if it is near: at most a third of the word's letters differ, and two may always.
     */
    public static Optional<String> of(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String upper = word.toUpperCase(Locale.ROOT);
        int limit = Math.max(2, word.length() / 3);
        return known.stream()
                .map(name -> new Candidate(name, distance(upper, name.toUpperCase(Locale.ROOT))))
                .filter(c -> c.distance <= limit && c.distance < Math.max(c.name.length(), 1))
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name);
    }

    /** A clause such as {@code "; did you mean X?"}, or nothing. */
    public static String hint(String word, Collection<String> known) {
        return of(word, known).map(name -> "did you mean " + name + "?").orElse("");
    }

    private record Candidate(String name, int distance) {}

    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(diagonal + change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
