package io.aitbc.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final List<String> told = new ArrayList<>();
    private String activity = "idle: the coordinator has no job for this miner";

    /** Runs each task at once. */
    private static final class AtOnce extends AbstractExecutorService {
        private boolean over;

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {
            over = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            over = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return over;
        }

        @Override
        public boolean isTerminated() {
            return over;
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) {
            return over;
        }
    }

    private SignsOfLife signs(Duration watchdog) {
        ExecutorService thread = new AtOnce();
        return new SignsOfLife(new ServiceManager(thread, told::add), scheduler, () -> activity, watchdog);
    }

    private void start(SignsOfLife signs) {
        scheduler.execute(signs::start);
        scheduler.advance(Duration.ZERO);
    }

    @Test
    void saysWhatTheMinerDoesWheneverThatChangesAndNoMoreOften() {
        start(signs(Duration.ZERO));
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(told).containsExactly("STATUS=idle: the coordinator has no job for this miner");

        activity = "working on 1 job";
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(told).hasSize(2).endsWith("STATUS=working on 1 job");
    }

    @Test
    void feedsTheWatchdogTwiceInEachOfItsTimes() {
        start(signs(Duration.ofSeconds(60)));
        scheduler.advance(Duration.ofMinutes(10));
        assertThat(told.stream().filter("WATCHDOG=1"::equals).count()).isEqualTo(21);
    }

    @Test
    void aStatusOfSeveralLinesIsOneMessage() {
        activity = "idle: told\nREADY=1 by somebody";
        start(signs(Duration.ZERO));
        assertThat(told).containsExactly("STATUS=idle: told READY=1 by somebody");
    }

    @Test
    void theWatchdogIsOursOnlyWhenItIsMeantForUs() {
        assertThat(SignsOfLife.watchdog(Map.of("WATCHDOG_USEC", "60000000"), 7)).hasSeconds(60);
        assertThat(SignsOfLife.watchdog(Map.of("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "7"), 7))
                .hasSeconds(60);
        assertThat(SignsOfLife.watchdog(Map.of("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "8"), 7))
                .isZero();
        assertThat(SignsOfLife.watchdog(Map.of("WATCHDOG_USEC", "soon"), 7)).isZero();
        assertThat(SignsOfLife.watchdog(Map.of(), 7)).isZero();
    }

    @Test
    void asksForTheTimeThatAnEndMayTake() {
        ServiceManager manager = new ServiceManager(new AtOnce(), told::add);
        manager.stopping(Duration.ofSeconds(90));
        manager.reloading(1_234_567_890L);
        assertThat(told)
                .containsExactly("STOPPING=1\nEXTEND_TIMEOUT_USEC=90000000", "RELOADING=1\nMONOTONIC_USEC=1234567");
    }
}
