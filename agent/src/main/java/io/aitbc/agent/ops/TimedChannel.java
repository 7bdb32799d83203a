package io.aitbc.agent.ops;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A Unix socket whose reads and writes together have so much time and no more; the JDK has no time-out for one. For one
 * thread.
 */
final class TimedChannel implements AutoCloseable {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long deadline;

    /** Takes {@code channel} over, and closes it in the end. */
    TimedChannel(SocketChannel channel, Duration limit) throws IOException {
        this.channel = channel;
        this.deadline = System.nanoTime() + limit.toNanos();
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
    }

    /**
     * Waits for something to read.
     *
     * @return how much came, or -1 at the end
     * @throws SocketTimeoutException when the time is over
     */
    int read(ByteBuffer buffer) throws IOException {
        int count = channel.read(buffer);
        while (count == 0 && buffer.hasRemaining()) {
            await(SelectionKey.OP_READ);
            count = channel.read(buffer);
        }
        return count;
    }

    /** @throws SocketTimeoutException when the time is over and not everything is written */
    void write(ByteBuffer buffer) throws IOException {
        channel.write(buffer);
        while (buffer.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            channel.write(buffer);
        }
    }

    private void await(int operation) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("the other side is too slow");
        }
        key.interestOps(operation);
        selector.select(millis);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            selector.close();
        }
    }
}
