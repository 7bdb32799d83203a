package io.aitbc.agent.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.lifecycle.Seeds;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofMinutes(1);

    @Test
    void waitsDoubleUpToTheCapAndAreJitteredByHalf() {
        Seeds.hundred(random -> {
            Backoff backoff = new Backoff(FIRST, CAP, random);
            for (int n = 1; n <= 100; n++) {
                long most = n > 6 ? CAP.toMillis() : FIRST.toMillis() << (n - 1);
                assertThat(backoff.next().toMillis()).isBetween(most / 2, most);
            }
        });
    }

    @Test
    void successBeginsAgain() {
        Seeds.hundred(random -> {
            Backoff backoff = new Backoff(FIRST, CAP, random);
            for (int i = 0; i < 10; i++) {
                backoff.next();
            }
            backoff.reset();
            assertThat(backoff.next()).isBetween(Duration.ofMillis(500), FIRST);
        });
    }

    @Test
    void aWaitThatWasAskedForIsNeverCutShort() {
        Seeds.hundred(random -> {
            Backoff backoff = new Backoff(FIRST, CAP, random);
            assertThat(backoff.asked(Duration.ofSeconds(100)))
                    .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(110));
            assertThat(backoff.next()).as("it counts as no failure").isLessThanOrEqualTo(FIRST);
        });
    }

    @Test
    void aWaitThatWasAskedForIsBoundedBothWays() {
        Seeds.hundred(random -> {
            Backoff backoff = new Backoff(FIRST, CAP, random);
            assertThat(backoff.asked(Duration.ZERO)).isBetween(FIRST, Duration.ofMillis(1_100));
            assertThat(backoff.asked(Duration.ofSeconds(-5))).isBetween(FIRST, Duration.ofMillis(1_100));
            assertThat(backoff.asked(Duration.ofDays(3650))).isBetween(Duration.ofHours(1), Duration.ofMinutes(66));
            assertThat(backoff.asked(Duration.ofSeconds(Long.MAX_VALUE))).isLessThanOrEqualTo(Duration.ofMinutes(66));
        });
    }

    @Test
    void theSameSeedGivesTheSameWaits() {
        Seeds.hundred(random -> {
            var twin = random.split();
            long seed = twin.nextLong();
            Backoff one = new Backoff(FIRST, CAP, new SplittableRandom(seed));
            Backoff other = new Backoff(FIRST, CAP, new SplittableRandom(seed));
            for (int i = 0; i < 10; i++) {
                assertThat(one.next()).isEqualTo(other.next());
            }
        });
    }

    @Test
    void aRegularPaceVariesByATenthAndWhatMustNotBeLateIsNever() {
        Duration pace = Duration.ofSeconds(20);
        Seeds.hundred(random -> {
            assertThat(Backoff.jittered(pace, random)).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(22));
            assertThat(Backoff.early(pace, random)).isBetween(Duration.ofSeconds(18), pace);
        });
    }

    @Test
    void manyFailuresDoNotOverflow() {
        Backoff backoff = new Backoff(Duration.ofDays(1), Duration.ofDays(300), new SplittableRandom(1));
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofHours(12), Duration.ofDays(300));
        }
    }
}
