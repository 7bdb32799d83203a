package io.aitbc.protocols.v1.client;

import java.time.Duration;

/**
 * Bounds in time on each call.
 *
 * @param connect until a connection stands
 * @param call until the whole answer is there; a long poll's wait and a body's transfer time come on top
 * @param bytesPerSecond the slowest transfer of a request's body that is waited for
 */
public record Timeouts(Duration connect, Duration call, long bytesPerSecond) {
    /** For the internet: 10 s, 30 s, 64 KiB/s. */
    public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), 64 * 1024);

    public Timeouts {
        if (connect.toMillis() < 1 || call.toMillis() < 1 || bytesPerSecond < 1) {
            throw new IllegalArgumentException("timeouts and transfer rate must be positive");
        }
    }

    Duration forCall(Duration wait, long bytes) {
        return call.plus(wait).plusSeconds(bytes / bytesPerSecond);
    }
}
