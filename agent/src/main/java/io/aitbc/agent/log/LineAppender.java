package io.aitbc.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes each event with a single write, so that lines of several threads, and of a child that shares the stream, do
 * not mix.
 */
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final LineFormat format;
    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    LineAppender(LineFormat format, OutputStream out) {
        this.format = format;
        this.out = out;
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = format.format(event).getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            out.write(line);
            out.flush();
        } catch (IOException ignored) {
            // nobody reads the log any more; that must not stop the miner
        } finally {
            lock.unlock();
        }
    }
}
