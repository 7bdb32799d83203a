package io.aitbc.agent.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.lifecycle.QuietLog;
import io.aitbc.agent.lifecycle.Seeds;
import io.aitbc.agent.poll.Gate;
import io.aitbc.testkit.time.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLog.class)
class LedgerTest {
    /** A ledger over a disk that is full until it is not. */
    private static final class Fixture {
        final VirtualScheduler time = new VirtualScheduler();
        final Gate gate = new Gate();
        final Ledger ledger;
        final AtomicInteger tries = new AtomicInteger();
        boolean full;

        Fixture(RandomGenerator random) {
            ledger = new Ledger(time, random, gate);
        }

        CompletionStage<Void> line() {
            tries.incrementAndGet();
            return full
                    ? CompletableFuture.failedFuture(new IOException("disk is full"))
                    : CompletableFuture.completedFuture(null);
        }

        CompletionStage<Void> insisted() {
            return ledger.insist(this::line);
        }

        CompletionStage<Void> attempted() {
            return ledger.attempt(line());
        }
    }

    @Test
    void aLineThatIsInsistedOnIsWrittenOnceThereIsRoomAndSoon() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(random);
            it.full = true;
            CompletionStage<Void> written = it.insisted();
            it.time.advance(Duration.ofHours(1));
            assertThat(written).isNotDone();
            assertThat(it.gate.isOpen()).isFalse();
            assertThat(it.tries.get()).isBetween(200, 520);

            it.full = false;
            it.time.advance(Duration.ofSeconds(15));
            assertThat(written).isCompleted();
            assertThat(it.gate.isOpen()).isTrue();
            it.ledger.stop();
            assertThat(it.time.pending()).isZero();
        });
    }

    @Test
    void whileALineWaitsTheGateNeverOpens() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(random);
            it.full = true;
            it.insisted();
            it.time.runUntilIdle();
            it.gate.onOpen(() -> {
                throw new AssertionError("the gate opened at " + it.time.elapsed());
            });
            it.time.advance(Duration.ofHours(1));
        });
    }

    @Test
    void aLineThatIsNotInsistedOnIsTriedOnceAndTheGateOpensAfterAWhileToFindOut() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(random);
            AtomicInteger opened = new AtomicInteger();
            it.full = true;
            it.gate.onOpen(() -> {
                opened.incrementAndGet();
                it.attempted(); // a job came, and could not be written either
            });
            CompletionStage<Void> refused = it.attempted();
            it.time.runUntilIdle();
            assertThat(refused).isCompletedExceptionally();
            assertThat(it.gate.reason().orElseThrow()).contains("STATE_DIR").contains("disk is full");
            it.time.advance(Duration.ofHours(1));
            assertThat(opened.get()).as("jobs that were spent on finding out").isBetween(12, 20);

            it.full = false;
            it.time.advance(Duration.ofMinutes(5));
            assertThat(it.gate.isOpen()).isTrue();
            it.full = true;
            it.gate.onOpen(() -> {});
            it.attempted();
            it.time.advance(Duration.ofSeconds(16));
            assertThat(it.gate.isOpen()).as("the first wait is short again").isTrue();
            it.ledger.stop();
            assertThat(it.time.pending()).isZero();
        });
    }

    @Test
    void aLineThatTheJournalDoesNotAllowIsNotTriedAgainAndShutsNothing() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(random);
            CompletableFuture<Void> refused = it.ledger
                    .insist(() -> {
                        it.tries.incrementAndGet();
                        return CompletableFuture.failedFuture(new IllegalStateException("a second outcome"));
                    })
                    .toCompletableFuture();
            it.time.advance(Duration.ofHours(1));
            assertThat(refused).isCompletedExceptionally();
            assertThat(it.tries).hasValue(1);
            assertThat(it.gate.isOpen()).isTrue();
            assertThat(it.time.pending()).isZero();
        });
    }

    @Test
    void afterTheEndNothingIsTried() {
        Seeds.hundred(random -> {
            Fixture it = new Fixture(random);
            it.full = true;
            it.insisted();
            it.insisted();
            it.attempted();
            it.time.advance(Duration.ofMillis(random.nextInt(20_000)));
            int before = it.tries.get();
            it.ledger.stop();
            it.time.advance(Duration.ofHours(1));
            assertThat(it.tries).hasValue(before);
            assertThat(it.time.pending()).isZero();
        });
    }
}
