package io.aitbc.workloads.diffusion.picture;

import java.util.zip.Adler32;

/**
 * Compresses into the zlib format (RFC 1950 and 1951). The JDK has that too, but what it writes depends on the zlib
 * that it was built with, and a picture's digest stands in a proof: these bytes are the same everywhere.
 */
final class Deflate {
    private static final int BLOCK = 1 << 15;
    private static final int END = 256;
    private static final int LENGTHS = 257;
    private static final int LITERALS = 286;
    private static final int DISTANCES = 30;
    private static final int LONGEST_WORD = 15;
    private static final int LONGEST_LENGTH_WORD = 7;
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final BitSink sink = new BitSink();
    private final int[] symbols = new int[BLOCK];
    private final int[] distances = new int[BLOCK];
    private int count;

    private Deflate() {}

    /** @return whole bytes */
    static BitSink zlib(byte[] data) {
        Deflate deflate = new Deflate();
        BitSink sink = deflate.sink;
        sink.add(0x78, Byte.SIZE);
        sink.add(0x9C, Byte.SIZE);
        deflate.body(data);
        sink.align();
        Adler32 sum = new Adler32();
        sum.update(data);
        sink.add(Integer.reverseBytes((int) sum.getValue()), Integer.SIZE);
        return sink;
    }

    private void body(byte[] data) {
        Matches matches = new Matches(data);
        int at = 0;
        while (at < data.length) {
            int step = 1;
            if (matches.find(at)) {
                step = matches.length();
                take(step, matches.distance());
            } else {
                take(data[at] & 0xff, 0);
            }
            for (int end = at + step; at < end; at++) {
                matches.remember(at);
            }
            if (count == BLOCK) {
                block(at == data.length);
            }
        }
        if (count > 0 || data.length == 0) {
            block(true);
        }
    }

    /** @param distance 0 for a literal, whose value the symbol then is; else the symbol is a length */
    private void take(int symbol, int distance) {
        symbols[count] = symbol;
        distances[count++] = distance;
    }

    private void block(boolean last) {
        int[] literalCounts = new int[LITERALS];
        int[] distanceCounts = new int[DISTANCES];
        literalCounts[END] = 1;
        for (int i = 0; i < count; i++) {
            if (distances[i] == 0) {
                literalCounts[symbols[i]]++;
            } else {
                literalCounts[lengthSymbol(symbols[i])]++;
                distanceCounts[distanceSymbol(distances[i])]++;
            }
        }
        HuffmanCode literals = HuffmanCode.of(literalCounts, LONGEST_WORD);
        HuffmanCode far = HuffmanCode.of(distanceCounts, LONGEST_WORD);
        sink.add(last ? 1 : 0, 1);
        sink.add(2, 2);
        tellCodes(literals, far);
        for (int i = 0; i < count; i++) {
            if (distances[i] == 0) {
                literals.write(symbols[i], sink);
            } else {
                tellMatch(symbols[i], distances[i], literals, far);
            }
        }
        literals.write(END, sink);
        count = 0;
    }

    private void tellMatch(int length, int distance, HuffmanCode literals, HuffmanCode far) {
        int symbol = lengthSymbol(length);
        literals.write(symbol, sink);
        sink.add(length - lengthBase(symbol), lengthBits(symbol));
        int where = distanceSymbol(distance);
        far.write(where, sink);
        sink.add(distance - distanceBase(where), distanceBits(where));
    }

    /** The lengths of both codes' words, runs of equal ones shortened, in a code of their own. */
    private void tellCodes(HuffmanCode literals, HuffmanCode far) {
        int literalSize = literals.size(LENGTHS);
        int farSize = far.size(1);
        int[] all = new int[literalSize + farSize];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < literalSize ? literals.length(i) : far.length(i - literalSize);
        }
        Runs runs = new Runs(all);
        HuffmanCode code = HuffmanCode.of(runs.counts(), LONGEST_LENGTH_WORD);
        int told = ORDER.length;
        while (told > 4 && code.length(ORDER[told - 1]) == 0) {
            told--;
        }
        sink.add(literalSize - LENGTHS, 5);
        sink.add(farSize - 1, 5);
        sink.add(told - 4, 4);
        for (int i = 0; i < told; i++) {
            sink.add(code.length(ORDER[i]), 3);
        }
        runs.write(code, sink);
    }

    private static int lengthSymbol(int length) {
        if (length == Matches.LONGEST) {
            return LITERALS - 1;
        }
        int from = length - Matches.SHORTEST;
        if (from < 8) {
            return LENGTHS + from;
        }
        int bits = 29 - Integer.numberOfLeadingZeros(from);
        return LENGTHS + 4 * bits + (from >> bits);
    }

    private static int lengthBits(int symbol) {
        int index = symbol - LENGTHS;
        return index < 8 || symbol == LITERALS - 1 ? 0 : index / 4 - 1;
    }

    private static int lengthBase(int symbol) {
        int index = symbol - LENGTHS;
        if (symbol == LITERALS - 1) {
            return Matches.LONGEST;
        }
        return Matches.SHORTEST + (index < 8 ? index : (4 + index % 4) << (index / 4 - 1));
    }

    private static int distanceSymbol(int distance) {
        int from = distance - 1;
        if (from < 4) {
            return from;
        }
        int bits = 30 - Integer.numberOfLeadingZeros(from);
        return 2 * bits + (from >> bits);
    }

    private static int distanceBits(int symbol) {
        return symbol < 4 ? 0 : symbol / 2 - 1;
    }

    private static int distanceBase(int symbol) {
        return 1 + (symbol < 4 ? symbol : (2 + symbol % 2) << (symbol / 2 - 1));
    }
}
