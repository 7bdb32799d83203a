package io.aitbc.workloads.diffusion.picture;

import java.io.ByteArrayOutputStream;

/** Bits into bytes, the lowest first, as deflate wants them. */
final class BitSink {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long held;
    private int count;

    /** @param bits the lowest {@code number} of them, at most 32 */
    void add(int bits, int number) {
        held |= (bits & ((1L << number) - 1)) << count;
        count += number;
        while (count >= Byte.SIZE) {
            out.write((int) held);
            held >>>= Byte.SIZE;
            count -= Byte.SIZE;
        }
    }

    /** The last byte is filled with zeros. */
    byte[] bytes() {
        add(0, (Byte.SIZE - count) % Byte.SIZE);
        return out.toByteArray();
    }
}
