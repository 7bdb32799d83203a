package io.aitbc.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file as a stream that ends where the part does. Leaves the channel open, and its position alone. */
final class FileRange extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    FileRange(FileChannel channel, long begin, long length) {
        this.channel = channel;
        this.at = begin;
        this.end = begin + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int most = (int) Math.min(length, end - at);
        int read = most <= 0 ? -1 : channel.read(ByteBuffer.wrap(into, offset, most), at);
        if (read > 0) {
            at += read;
        }
        return read;
    }
}
