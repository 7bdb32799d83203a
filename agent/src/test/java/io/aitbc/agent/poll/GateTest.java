package io.aitbc.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate();

    @Test
    void itIsOpenWhenNobodyHoldsItShut() {
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.reason()).isEmpty();
    }

    @Test
    void everyoneWhoShutItMustOpenIt() {
        AtomicInteger opened = new AtomicInteger();
        gate.onOpen(opened::incrementAndGet);
        gate.shut(Gate.Hold.KEY, "the key is wrong");
        gate.shut(Gate.Hold.WORK_DIR, "the disk is full");
        gate.open(Gate.Hold.KEY);
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.reason()).contains("the disk is full");
        assertThat(opened).hasValue(0);
        gate.open(Gate.Hold.WORK_DIR);
        assertThat(gate.isOpen()).isTrue();
        assertThat(opened).hasValue(1);
    }

    @Test
    void aReasonCanBeReworded() {
        gate.shut(Gate.Hold.KEY, "the key is wrong");
        gate.shut(Gate.Hold.KEY, "the key is still wrong");
        assertThat(gate.reason()).contains("the key is still wrong");
    }

    @Test
    void whatSomebodyDecidedIsToldBeforeWhatMustBeMendedAndThatBeforeWhatPasses() {
        List<Gate.Hold> ranked = List.of(
                Gate.Hold.DRAIN,
                Gate.Hold.PAUSE,
                Gate.Hold.KEY,
                Gate.Hold.ENGINE,
                Gate.Hold.JOURNAL,
                Gate.Hold.WORK_DIR,
                Gate.Hold.RUNNER,
                Gate.Hold.OUTBOX,
                Gate.Hold.DEVICE,
                Gate.Hold.START);
        assertThat(Gate.Hold.values()).containsExactlyElementsOf(ranked);
        List<Gate.Hold> lastFirst = new ArrayList<>(ranked);
        Collections.reverse(lastFirst);
        for (Gate.Hold hold : lastFirst) {
            gate.shut(hold, "reason of " + hold);
            assertThat(gate.reason()).contains("reason of " + hold);
        }
        for (Gate.Hold hold : ranked) {
            assertThat(gate.reason()).contains("reason of " + hold);
            gate.open(hold);
        }
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void openingWhatIsOpenSaysNothing() {
        AtomicInteger opened = new AtomicInteger();
        gate.onOpen(opened::incrementAndGet);
        gate.open(Gate.Hold.KEY);
        assertThat(opened).hasValue(0);
    }
}
