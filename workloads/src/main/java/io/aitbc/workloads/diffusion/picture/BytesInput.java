package io.aitbc.workloads.diffusion.picture;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes that are in memory already, for the JDK's readers, whose own stream would keep a second copy of them. */
final class BytesInput extends ImageInputStreamImpl {
    private final byte[] bytes;
    private final int from;
    private final int length;

    /** @param bytes not copied */
    BytesInput(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.length = length;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < length ? bytes[from + (int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int at, int most) {
        bitOffset = 0;
        int count = (int) Math.min(most, length - streamPos);
        if (count <= 0) {
            return most == 0 ? 0 : -1;
        }
        System.arraycopy(bytes, from + (int) streamPos, into, at, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return length;
    }
}
