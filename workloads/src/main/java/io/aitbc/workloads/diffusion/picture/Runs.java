package io.aitbc.workloads.diffusion.picture;

import java.util.ArrayList;
import java.util.List;

/** Deflate's short form for a list of code lengths: 16 repeats the last one, 17 and 18 are zeros. */
final class Runs {
    private static final int SYMBOLS = 19;
    private static final int REPEAT = 16;
    private static final int ZEROS = 17;
    private static final int MANY_ZEROS = 18;

    private final List<Item> items = new ArrayList<>();

    private record Item(int symbol, int extra, int bits) {}

    Runs(int[] lengths) {
        int at = 0;
        while (at < lengths.length) {
            int run = run(lengths, at);
            at += lengths[at] == 0 ? zeros(run) : repeated(lengths[at], run);
        }
    }

    private static int run(int[] lengths, int at) {
        int end = at;
        while (end < lengths.length && lengths[end] == lengths[at]) {
            end++;
        }
        return end - at;
    }

    private int zeros(int run) {
        int taken = Math.min(run, 138);
        if (taken >= 11) {
            items.add(new Item(MANY_ZEROS, taken - 11, 7));
        } else if (taken >= 3) {
            items.add(new Item(ZEROS, taken - 3, 3));
        } else {
            items.add(new Item(0, 0, 0));
            return 1;
        }
        return taken;
    }

    private int repeated(int length, int run) {
        items.add(new Item(length, 0, 0));
        int left = run - 1;
        while (left >= 3) {
            int taken = Math.min(left, 6);
            items.add(new Item(REPEAT, taken - 3, 2));
            left -= taken;
        }
        return run - left;
    }

    int[] counts() {
        int[] counts = new int[SYMBOLS];
        items.forEach(item -> counts[item.symbol()]++);
        return counts;
    }

    void write(HuffmanCode code, BitSink sink) {
        for (Item item : items) {
            code.write(item.symbol(), sink);
            sink.add(item.extra(), item.bits());
        }
    }
}
