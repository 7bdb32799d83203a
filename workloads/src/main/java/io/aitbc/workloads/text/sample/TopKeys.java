package io.aitbc.workloads.text.sample;

import java.util.Arrays;

/** The n largest keys of {@link Logits#key} seen, without sorting the rest: a heap whose root is the smallest kept. */
final class TopKeys {
    private final long[] heap;
    private int size;

    private TopKeys(int most) {
        this.heap = new long[most];
    }

    /** The keys of the largest of the first {@code length} logits, the likeliest first. */
    static long[] of(float[] logits, int length, int most) {
        TopKeys top = new TopKeys(Math.min(most, length));
        top.addAll(logits, length);
        return top.descending();
    }

    private void addAll(float[] logits, int length) {
        int id = 0;
        for (; id < length && size < heap.length; id++) {
            grow(Logits.key(logits[id], id));
        }
        if (size == 0) {
            return;
        }
        // A later id loses against an equal logit, so only a larger logit can enter.
        float least = Logits.logit(heap[0]);
        for (; id < length; id++) {
            if (logits[id] > least) {
                heap[0] = Logits.key(logits[id], id);
                sink();
                least = Logits.logit(heap[0]);
            }
        }
    }

    private long[] descending() {
        long[] keys = Arrays.copyOf(heap, size);
        Arrays.sort(keys);
        for (int low = 0, high = keys.length - 1; low < high; low++, high--) {
            long key = keys[low];
            keys[low] = keys[high];
            keys[high] = key;
        }
        return keys;
    }

    private void grow(long key) {
        int place = size++;
        while (place > 0 && heap[(place - 1) / 2] > key) {
            heap[place] = heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }
        heap[place] = key;
    }

    private void sink() {
        long key = heap[0];
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= key) {
                break;
            }
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = key;
    }
}
