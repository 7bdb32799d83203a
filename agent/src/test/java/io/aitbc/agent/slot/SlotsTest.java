package io.aitbc.agent.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlotsTest {
    @Test
    void thereAreAsManyAsTheCapacity() {
        Slots slots = new Slots(2);
        Slots.Slot first = slots.reserve().orElseThrow();
        assertThat(slots.reserve()).isPresent();

        assertThat(slots.reserve()).isEmpty();
        assertThat(slots.free()).isZero();
        first.release(ReleaseReason.CONCLUDED);
        assertThat(slots.free()).isEqualTo(1);
        assertThat(slots.reserve()).isPresent();
    }

    @Test
    void aSlotIsReleasedOnce() {
        Slots slots = new Slots(1);
        Slots.Slot slot = slots.reserve().orElseThrow();
        slot.release(ReleaseReason.NO_JOB);

        assertThatThrownBy(() -> slot.release(ReleaseReason.CONCLUDED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("CONCLUDED");
        assertThat(slots.taken()).isZero();
        assertThat(slots.free()).isEqualTo(1);
    }

    @Test
    void theListenerHearsEachReleaseWithItsReasonWhenTheSlotIsFreeAgain() {
        Slots slots = new Slots(1);
        List<String> heard = new ArrayList<>();
        slots.onRelease(reason -> heard.add(reason + " " + slots.free()));
        slots.reserve().orElseThrow().release(ReleaseReason.NO_JOB);
        slots.reserve().orElseThrow().release(ReleaseReason.FAILED);

        assertThat(heard).containsExactly("NO_JOB 1", "FAILED 1");
    }

    @Test
    void recoveryMayTakeMoreThanThereAre() {
        Slots slots = new Slots(1);
        Slots.Slot first = slots.reserveForRecovery();
        Slots.Slot second = slots.reserveForRecovery();

        assertThat(slots.taken()).isEqualTo(2);
        assertThat(slots.free()).isZero();
        first.release(ReleaseReason.CONCLUDED);
        assertThat(slots.reserve()).as("the other one still fills it").isEmpty();
        second.release(ReleaseReason.CONCLUDED);
        assertThat(slots.reserve()).isPresent();
    }

    @Test
    void fewerSlotsTakeNoneAway() {
        Slots slots = new Slots(3);
        Slots.Slot slot = slots.reserve().orElseThrow();
        assertThat(slots.reserve()).isPresent();
        slots.resize(1);

        assertThat(slots.free()).isZero();
        slot.release(ReleaseReason.CONCLUDED);
        assertThat(slots.reserve()).isEmpty();
    }

    @Test
    void moreSlotsAreAReasonToAsk() {
        Slots slots = new Slots(1);
        AtomicInteger heard = new AtomicInteger();
        slots.onMore(heard::incrementAndGet);
        slots.resize(1);
        assertThat(heard).hasValue(0);
        slots.resize(4);
        assertThat(heard).hasValue(1);
        assertThat(slots.free()).isEqualTo(4);
    }

    @Test
    void thereIsAtLeastOne() {
        assertThatThrownBy(() -> new Slots(0)).isInstanceOf(IllegalArgumentException.class);
        Slots slots = new Slots(2);
        assertThatThrownBy(() -> slots.resize(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(slots.capacity()).isEqualTo(2);
    }
}
