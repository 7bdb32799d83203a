package io.aitbc.testkit.net;

import java.time.Duration;

/** One thing that a connection does while it answers. */
public sealed interface Step {
    /** Sends these bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Write(byte[] bytes) implements Step {}

    /** Sends so many spaces, without holding them in memory. */
    record Fill(long bytes) implements Step {}

    /** Does nothing for a while; cut short when the server closes. */
    record Pause(Duration time) implements Step {}

    /** Does nothing until the server closes or the other side gives up. */
    record Hold() implements Step {}

    /** Says that nothing more will come, and goes on reading. */
    record HalfClose() implements Step {}

    /** Closes in order. */
    record Close() implements Step {}

    /** Closes with a TCP reset. */
    record Reset() implements Step {}
}
