package io.aitbc.agent.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OwnTimeTest {
    private final VirtualScheduler scheduler = new VirtualScheduler();
    private final List<Duration> ends = new ArrayList<>();
    private final OwnTime time = new OwnTime(scheduler, Duration.ofSeconds(10), () -> ends.add(scheduler.elapsed()));

    @Test
    void countsOnlyWhatWasWorked() {
        time.counts();
        scheduler.advance(Duration.ofSeconds(4));
        time.stands();
        time.stands();
        assertThat(time.isCounting()).isFalse();
        scheduler.advance(Duration.ofHours(1));
        assertThat(ends).isEmpty();
        time.counts();
        time.counts();
        assertThat(time.isCounting()).isTrue();
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(ends).containsExactly(Duration.ofHours(1).plusSeconds(10));
    }

    @Test
    void standsForGood() {
        time.stands();
        time.counts();
        scheduler.advance(Duration.ofSeconds(9));
        time.stands();
        scheduler.advance(Duration.ofHours(1));
        assertThat(ends).isEmpty();
    }
}
