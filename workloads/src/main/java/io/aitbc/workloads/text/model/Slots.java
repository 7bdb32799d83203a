package io.aitbc.workloads.text.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which slots of the cache are whose. A sequence says at the beginning how long it may grow and gets one run of slots,
 * the first that is long enough, so its keys are read where they lie; neighbours that are free become one run again.
 */
final class Slots {
    private final TreeMap<Integer, Integer> free = new TreeMap<>();

    Slots(int size) {
        free.put(0, size);
    }

    Optional<Place> take(int length) {
        Optional<Map.Entry<Integer, Integer>> first =
                free.entrySet().stream().filter(run -> run.getValue() >= length).findFirst();
        return first.map(run -> {
            int start = run.getKey();
            int rest = run.getValue() - length;
            free.remove(start);
            if (rest > 0) {
                free.put(start + length, rest);
            }
            return new Place(start, length);
        });
    }

    void give(Place place) {
        int start = place.start();
        int length = place.capacity();
        Map.Entry<Integer, Integer> before = free.lowerEntry(start);
        if (before != null && before.getKey() + before.getValue() == start) {
            start = before.getKey();
            length += before.getValue();
        }
        Integer after = free.remove(place.start() + place.capacity());
        free.put(start, length + (after == null ? 0 : after));
    }
}
