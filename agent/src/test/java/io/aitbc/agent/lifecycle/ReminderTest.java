package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.link.Link;
import io.aitbc.agent.poll.Gate;
import io.aitbc.api.wire.Answer;
import io.aitbc.testkit.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLog.class)
class ReminderTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final Link link = new Link(time);
    private final Gate gate = new Gate();
    private final List<String> said = new ArrayList<>();
    private final Reminder reminder =
            new Reminder(time, () -> Obstacle.first(gate, link), obstacle -> said.add(obstacle.reason()));

    @Test
    void whatIsWrongIsSaidFourTimesAnHourForAsLongAsItLasts() {
        reminder.start();
        time.advance(Duration.ofHours(1));
        assertThat(said).as("nothing is wrong").isEmpty();

        for (int i = 0; i < 180; i++) { // however often it is refused
            link.note(Link.Call.HEARTBEAT, new Answer.Fatal<>(401, "UNAUTHORIZED_KEY", "no such key"));
            time.advance(Duration.ofSeconds(20));
        }
        assertThat(said)
                .hasSize(4)
                .containsOnly("the coordinator refuses this miner's key"
                        + " (HTTP 401 UNAUTHORIZED_KEY: no such key): check API_KEY");

        said.clear();
        gate.shut(Gate.Hold.WORK_DIR, "free disk space");
        time.advance(Duration.ofMinutes(30));
        assertThat(said).hasSize(2).containsOnly("free disk space");

        said.clear();
        link.note(Link.Call.HEARTBEAT, new Answer.Ok<>(""));
        gate.open(Gate.Hold.WORK_DIR);
        time.advance(Duration.ofHours(1));
        assertThat(said).isEmpty();
        reminder.stop();
        assertThat(time.pending()).isZero();
    }
}
