package io.aitbc.agent.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.link.Link;
import io.aitbc.agent.poll.Gate;
import io.aitbc.api.wire.Answer;
import io.aitbc.testkit.time.VirtualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietLog.class)
class ObstacleTest {
    private final VirtualScheduler time = new VirtualScheduler();
    private final Link link = new Link(time);
    private final Gate gate = new Gate();

    private String first() {
        return Obstacle.first(gate, link).map(Obstacle::reason).orElse("nothing");
    }

    @Test
    void nothingStandsBeforeAnOpenGateAndAWellCoordinator() {
        assertThat(first()).isEqualTo("nothing");
    }

    @Test
    void whatIsWrongWithTheCoordinatorSaysMoreThanTheWaitForItsFirstAnswer() {
        gate.shut(Gate.Hold.START, "waiting");
        assertThat(first()).isEqualTo("waiting");
        link.note(Link.Call.HEARTBEAT, new Answer.Retry<>("connection refused"));
        assertThat(first()).isEqualTo("the coordinator gives no usable answer (connection refused)");
        assertThat(Obstacle.first(gate, link).orElseThrow().since()).isEqualTo(time.now());
    }

    @Test
    void aReasonOfOurOwnIsToldBeforeTroubleWithTheCoordinatorAlsoAtAStart() {
        gate.shut(Gate.Hold.START, "waiting");
        link.note(Link.Call.HEARTBEAT, new Answer.Retry<>("connection refused"));
        gate.shut(Gate.Hold.ENGINE, "no engine");
        assertThat(first()).isEqualTo("no engine");
        gate.shut(Gate.Hold.PAUSE, "paused");
        assertThat(first()).isEqualTo("paused");
        gate.open(Gate.Hold.START);
        gate.open(Gate.Hold.ENGINE);
        assertThat(first()).isEqualTo("paused");
        gate.open(Gate.Hold.PAUSE);
        assertThat(first()).startsWith("the coordinator gives no usable answer");
    }

    @Test
    void aCallThatRefusesTheKeySaysWhatToLookAt() {
        link.note(Link.Call.NEXT, new Answer.Fatal<>(403, "FORBIDDEN", "not a miner's key"));
        assertThat(first()).contains("HTTP 403 FORBIDDEN").endsWith("check API_KEY");
    }
}
