package io.aitbc.agent.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.poll.Gate;
import io.aitbc.testkit.time.VirtualScheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final Gate gate = new Gate();
    private boolean room = true;
    private final Breaker breaker = new Breaker(time, gate, () -> CompletableFuture.completedFuture(room));

    private void die(int times) {
        for (int i = 0; i < times; i++) {
            breaker.died("SIGSEGV");
        }
    }

    private void assertShutFor(Duration span) {
        time.advance(span.minusMillis(1));
        assertThat(gate.isOpen()).as("open before %s", span).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(gate.isOpen()).as("open after %s", span).isTrue();
    }

    @Test
    void twoDeathsAreTolerated() {
        die(2);
        assertThat(gate.isOpen()).isTrue();
        breaker.survived();
        die(2);
        assertThat(gate.isOpen()).as("they were not in a row").isTrue();
    }

    @Test
    void theThirdDeathShutsTheGateAndTimeOpensIt() {
        die(3);
        assertThat(gate.reason().orElseThrow()).contains("3 times").contains("SIGSEGV");
        assertShutFor(Duration.ofSeconds(30));
    }

    @Test
    void eachFurtherDeathDoublesThePauseUpToHalfAnHour() {
        die(3);
        Duration pause = Duration.ofSeconds(30);
        for (int i = 0; i < 10; i++) {
            assertShutFor(pause);
            die(1);
            pause = pause.multipliedBy(2).compareTo(Duration.ofMinutes(30)) > 0
                    ? Duration.ofMinutes(30)
                    : pause.multipliedBy(2);
        }
    }

    @Test
    void oneJobThatSurvivesClosesTheMatter() {
        die(5);
        breaker.survived();
        assertThat(gate.isOpen()).isTrue();
        die(2);
        assertThat(gate.isOpen()).isTrue();
        die(1);
        assertShutFor(Duration.ofSeconds(30));
    }

    @Test
    void aDeathWhileTheGateIsShutBeginsTheWaitAnew() {
        die(3);
        time.advance(Duration.ofSeconds(20));
        die(1);
        assertShutFor(Duration.ofSeconds(60));
    }

    @Test
    void aFullWorkDirectoryShutsTheGateForAWhile() {
        breaker.noSpace();
        assertThat(gate.reason().orElseThrow()).contains("WORK_DIR");
        assertShutFor(Duration.ofSeconds(30));
        breaker.noSpace();
        breaker.survived();
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void theGateStaysShutUntilThereIsRoom() {
        room = false;
        breaker.noSpace();
        time.advance(Duration.ofHours(1));
        assertThat(gate.isOpen()).isFalse();
        room = true;
        time.advance(Duration.ofSeconds(30));
        assertThat(gate.isOpen()).isTrue();
        assertThat(time.pending()).isZero();
    }

    @Test
    void afterTheEndNothingIsPending() {
        die(3);
        breaker.noSpace();
        breaker.stop();
        die(3);
        breaker.noSpace();
        assertThat(time.pending()).isZero();
    }
}
