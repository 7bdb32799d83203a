package io.aitbc.ipc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Puts frames onto a stream, each in one write and flushed. Safe for several threads; blocks while the reader is
 * behind.
 */
public final class FrameWriter {
    private final OutputStream out;

    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    /** @throws BadJsonException when the body is larger than {@link FrameReader#MAX_BYTES}; nothing was written then */
    public void write(byte[] body) throws IOException {
        if (body.length > FrameReader.MAX_BYTES) {
            throw new BadJsonException("frame must be at most " + FrameReader.MAX_BYTES + " bytes, got " + body.length);
        }
        byte[] frame = ByteBuffer.allocate(Integer.BYTES + body.length)
                .putInt(body.length)
                .put(body)
                .array();
        synchronized (this) {
            out.write(frame);
            out.flush();
        }
    }
}
