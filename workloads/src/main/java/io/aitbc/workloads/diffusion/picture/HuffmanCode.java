package io.aitbc.workloads.diffusion.picture;

import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A prefix code for symbols by how often they occur, in deflate's canonical form: it is known by the lengths of its
 * code words alone.
 */
final class HuffmanCode {
    private final int[] lengths;
    private final int[] words;

    private HuffmanCode(int[] lengths, int[] words) {
        this.lengths = lengths;
        this.words = words;
    }

    /** @param longest no word is longer; there must be enough of them */
    static HuffmanCode of(int[] counts, int longest) {
        int[] weights = counts.clone();
        int[] lengths = lengths(weights);
        while (max(lengths) > longest) {
            for (int i = 0; i < weights.length; i++) {
                weights[i] = weights[i] == 0 ? 0 : (weights[i] >> 1) | 1; // flatter each time
            }
            lengths = lengths(weights);
        }
        return new HuffmanCode(lengths, words(lengths));
    }

    /** Bits of the symbol's word; 0 when it does not occur. */
    int length(int symbol) {
        return lengths[symbol];
    }

    /** One more than the last symbol that occurs, and at least {@code least}. */
    int size(int least) {
        int size = lengths.length;
        while (size > least && lengths[size - 1] == 0) {
            size--;
        }
        return size;
    }

    void write(int symbol, BitSink sink) {
        sink.add(words[symbol], lengths[symbol]);
    }

    private static int[] lengths(int[] weights) {
        int symbols = weights.length;
        long[] weight = new long[2 * symbols];
        int[] parent = new int[2 * symbols];
        PriorityQueue<Integer> queue = new PriorityQueue<>(
                Comparator.<Integer>comparingLong(node -> weight[node]).thenComparing(Comparator.naturalOrder()));
        for (int i = 0; i < symbols; i++) {
            weight[i] = weights[i];
            if (weights[i] > 0) {
                queue.add(i);
            }
        }
        int[] lengths = new int[symbols];
        if (queue.size() == 1) {
            lengths[queue.remove()] = 1;
            return lengths;
        }
        int next = symbols;
        while (queue.size() > 1) {
            int left = queue.remove();
            int right = queue.remove();
            weight[next] = weight[left] + weight[right];
            parent[left] = next;
            parent[right] = next;
            queue.add(next++);
        }
        for (int i = 0; i < symbols; i++) {
            for (int node = i; weights[i] > 0 && parent[node] != 0; node = parent[node]) {
                lengths[i]++;
            }
        }
        return lengths;
    }

    /** Counted up within each length; written the highest bit first, so turned around here. */
    private static int[] words(int[] lengths) {
        int[] words = new int[lengths.length];
        int word = 0;
        for (int length = 1; length <= max(lengths); length++) {
            word <<= 1;
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] == length) {
                    words[symbol] = Integer.reverse(word++) >>> (Integer.SIZE - length);
                }
            }
        }
        return words;
    }

    private static int max(int[] values) {
        int max = 0;
        for (int value : values) {
            max = Math.max(max, value);
        }
        return max;
    }
}
