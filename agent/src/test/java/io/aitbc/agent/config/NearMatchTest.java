package io.aitbc.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMatchTest {
    private static final List<String> KEYS = List.of("HEARTBEAT_SECS", "JOB_POLL_SECS", "API_KEY", "WORK_DIR");

    @ParameterizedTest
    @CsvSource({
        "HEARTBEAT_SEC, HEARTBEAT_SECS",
        "heartbeat_secs, HEARTBEAT_SECS",
        "JOB_POL_SECS, JOB_POLL_SECS",
        "APIKEY, API_KEY",
        "WORKDIR, WORK_DIR",
    })
    void findsTheNearest(String word, String expected) {
        assertThat(NearMatch.of(word, KEYS)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"PATH", "X", "COLOUR_OF_MAGIC"})
    void findsNothingFarAway(String word) {
        assertThat(NearMatch.of(word, KEYS)).isEmpty();
    }

    @Test
    void countsEditsAsTheTextbookDoes() {
        assertThat(NearMatch.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearMatch.distance("", "abc")).isEqualTo(3);
        assertThat(NearMatch.distance("abc", "")).isEqualTo(3);
    }

    @Test
    void isSymmetricAndBoundedByTheLongerWord() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            String a = word(random);
            String b = word(random);
            int distance = NearMatch.distance(a, b);
            assertThat(distance)
                    .isEqualTo(NearMatch.distance(b, a))
                    .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
        }
    }

    private static String word(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append((char) ('A' + random.nextInt(4)));
        }
        return text.toString();
    }
}
