package io.aitbc.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

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
        gate.shut("key", "the key is wrong");
        gate.shut("disk", "the disk is full");
        gate.open("key");
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.reason()).contains("the disk is full");
        assertThat(opened).hasValue(0);
        gate.open("disk");
        assertThat(gate.isOpen()).isTrue();
        assertThat(opened).hasValue(1);
    }

    @Test
    void theFirstReasonThatStillHoldsIsToldAndCanBeReworded() {
        gate.shut("key", "the key is wrong");
        gate.shut("disk", "the disk is full");
        assertThat(gate.reason()).contains("the key is wrong");
        gate.shut("key", "the key is still wrong");
        assertThat(gate.reason()).contains("the key is still wrong");
    }

    @Test
    void openingWhatIsOpenSaysNothing() {
        AtomicInteger opened = new AtomicInteger();
        gate.onOpen(opened::incrementAndGet);
        gate.open("key");
        assertThat(opened).hasValue(0);
    }
}
