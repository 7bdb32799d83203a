package io.aitbc.workloads.text.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SlotsTest {
    private static final int SIZE = 1000;

    @Test
    void no_slot_is_given_twice_and_all_come_back() {
        Random random = new Random(7);
        Slots slots = new Slots(SIZE);
        BitSet taken = new BitSet(SIZE);
        List<Place> held = new ArrayList<>();
        for (int round = 0; round < 5000; round++) {
            if (random.nextInt(3) > 0) {
                Optional<Place> place = slots.take(1 + random.nextInt(200));
                place.ifPresent(each -> {
                    assertThat(taken.get(each.start(), each.start() + each.capacity())
                                    .isEmpty())
                            .isTrue();
                    taken.set(each.start(), each.start() + each.capacity());
                    held.add(each);
                });
                assertThat(taken.length()).isLessThanOrEqualTo(SIZE);
            } else if (!held.isEmpty()) {
                Place place = held.remove(random.nextInt(held.size()));
                taken.clear(place.start(), place.start() + place.capacity());
                slots.give(place);
            }
        }
        held.forEach(slots::give);
        assertThat(slots.take(SIZE)).isPresent();
        assertThat(slots.take(1)).isEmpty();
    }

    @Test
    void a_place_takes_no_more_than_it_has_room_for() {
        Place place = new Place(0, 3);
        place.grow(2);
        assertThatThrownBy(() -> place.grow(2)).isInstanceOf(IllegalStateException.class);
        place.grow(1);
        assertThat(place.length()).isEqualTo(3);
        assertThat(place.release()).isTrue();
        assertThat(place.release()).isFalse();
        assertThatThrownBy(() -> place.grow(0)).isInstanceOf(IllegalStateException.class);
    }
}
