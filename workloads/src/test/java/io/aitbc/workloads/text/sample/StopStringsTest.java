package io.aitbc.workloads.text.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StopStringsTest {
    @Test
    void text_before_a_stop_is_kept_and_the_stop_is_not() {
        assertThat(through(List.of("\n\n"), "one", " two\n", "\nthree")).isEqualTo("one two|");
        assertThat(through(List.of("STOP"), "a ST", "O", "P b")).isEqualTo("a |");
        assertThat(through(List.of("STOP"), "a STO")).isEqualTo("a STO");
        assertThat(through(List.of(), "a", "b")).isEqualTo("ab");
        assertThat(through(List.of("a"), "a")).isEqualTo("|");
    }

    @Test
    void what_may_be_the_beginning_of_a_stop_is_held_back() {
        StopStrings stops = new StopStrings(List.of("<end>"));
        assertThat(stops.push("text<e")).isEqualTo("text");
        assertThat(stops.push("n")).isEmpty();
        assertThat(stops.push("x")).isEqualTo("<enx");
        assertThat(stops.push("<<end")).isEqualTo("<");
        assertThat(stops.push("> more")).isEmpty();
        assertThat(stops.isStopped()).isTrue();
        assertThat(stops.push("more")).isEmpty();
        assertThat(stops.flush()).isEmpty();
    }

    @Test
    void the_one_that_ends_first_counts() {
        assertThat(through(List.of("abcd", "bc"), "xabcd")).isEqualTo("xa|");
        assertThat(through(List.of("c", "abc"), "xabcd")).isEqualTo("x|");
    }

    @Test
    void however_the_text_is_cut_the_result_is_that_of_the_definition() {
        Random random = new Random(31);
        for (int round = 0; round < 3000; round++) {
            String text = letters(random, random.nextInt(30));
            List<String> stops = new ArrayList<>();
            for (int at = random.nextInt(4); at > 0; at--) {
                stops.add(letters(random, 1 + random.nextInt(5)));
            }
            List<String> pieces = new ArrayList<>();
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + 1 + random.nextInt(4));
                pieces.add(text.substring(from, to));
                from = to;
            }
            assertThat(through(stops, pieces.toArray(String[]::new)))
                    .as("%s of %s", stops, pieces)
                    .isEqualTo(slow(stops, text));
        }
    }

    @Test
    void too_many_too_long_or_empty_are_refused() {
        assertThatThrownBy(() -> new StopStrings(List.of(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StopStrings(List.of("x".repeat(257)))).hasMessageContaining("257 characters");
        assertThatThrownBy(() -> new StopStrings(java.util.Collections.nCopies(17, "x")))
                .hasMessageContaining("17 texts");
    }

    private static String through(List<String> stops, String... pieces) {
        StopStrings taken = new StopStrings(stops);
        StringBuilder text = new StringBuilder();
        for (String piece : pieces) {
            text.append(taken.push(piece));
        }
        return text + taken.flush() + (taken.isStopped() ? "|" : "");
    }

    /** The shortest beginning of the text that ends with a stop, without the longest such stop. */
    private static String slow(List<String> stops, String text) {
        for (int end = 0; end <= text.length(); end++) {
            String beginning = text.substring(0, end);
            int longest = stops.stream()
                    .filter(beginning::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 0) {
                return text.substring(0, end - longest) + "|";
            }
        }
        return text;
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at++) {
            text.append("abc".charAt(random.nextInt(3)));
        }
        return text.toString();
    }
}
