package io.aitbc.protocols.v1.client;

import io.aitbc.api.port.Coordinator;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A file on its way out of an answer: the next piece is read when the one before was taken, so a slow disk fills no
 * memory. For one call; lives on its event loop.
 */
final class Inflow {
    private final long maxBytes;
    private final Coordinator.Sink sink;
    private long bytes;

    /** @param maxBytes what may come; the time that is allowed goes by it */
    Inflow(long maxBytes, Coordinator.Sink sink) {
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    /** Handed on so far. */
    long bytes() {
        return bytes;
    }

    /** How many bytes there may be to wait for, as far as the answer's head says it. */
    long expected(HttpClientResponse head) {
        String length = head.getHeader("Content-Length");
        try {
            long said = length == null ? maxBytes : Long.parseLong(length);
            return said >= 0 && said < maxBytes ? said : maxBytes;
        } catch (NumberFormatException e) {
            return maxBytes;
        }
    }

    /** Hands on the body; exactly one of the two is called at its end, unless the connection breaks before. */
    void receive(Vertx vertx, HttpClientResponse head, Runnable onEnd, Consumer<Throwable> onTrouble) {
        head.handler(chunk -> {
            head.pause();
            vertx.executeBlocking(() -> {
                        sink.take(ByteBuffer.wrap(chunk.getBytes()));
                        return true;
                    })
                    .onFailure(onTrouble::accept)
                    .onSuccess(taken -> {
                        bytes += chunk.length();
                        head.resume();
                    });
        });
        head.endHandler(end -> onEnd.run());
    }
}
