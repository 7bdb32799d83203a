package io.aitbc.ipc;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Takes frames off a stream: four bytes of length, big-endian, then that many bytes. For one thread. */
public final class FrameReader {
    /** Largest body, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private final DataInputStream in;

    public FrameReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * The next body; blocks until it is whole.
     *
     * @return empty when the stream ended between two frames
     * @throws BadJsonException when the length is zero, negative or above {@link #MAX_BYTES}: what speaks there is no
     *     runner
     * @throws EOFException when the stream ended inside a frame
     */
    public Optional<byte[]> next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 1 || length > MAX_BYTES) {
            throw new BadJsonException(
                    "frame length must be 1 to " + MAX_BYTES + " bytes, got " + Integer.toUnsignedString(length));
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("stream ended inside a frame");
        }
        return Optional.of(body);
    }
}
