package io.aitbc.workloads.diffusion.picture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Bits into bytes, the lowest first, as deflate wants them. The bytes lie in pieces: what grows to megabytes is never
 * copied to grow.
 */
final class BitSink {
    private static final int PIECE = 1 << 16;

    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[PIECE];
    private int filled;
    private long held;
    private int count;

    /** @param bits the lowest {@code number} of them, at most 32 */
    void add(int bits, int number) {
        held |= (bits & ((1L << number) - 1)) << count;
        count += number;
        while (count >= Byte.SIZE) {
            append((byte) held);
            held >>>= Byte.SIZE;
            count -= Byte.SIZE;
        }
    }

    private void append(byte next) {
        if (filled == PIECE) {
            full.add(piece);
            piece = new byte[PIECE];
            filled = 0;
        }
        piece[filled++] = next;
    }

    /** Fills the byte at hand with zeros. */
    void align() {
        add(0, (Byte.SIZE - count) % Byte.SIZE);
    }

    /** Whole bytes. */
    long length() {
        return (long) full.size() * PIECE + filled;
    }

    /** Writes the whole bytes. */
    void writeTo(OutputStream out) throws IOException {
        for (byte[] each : full) {
            out.write(each);
        }
        out.write(piece, 0, filled);
    }
}
