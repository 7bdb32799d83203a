package io.aitbc.api.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one call to a coordinator ended. Every way that a call can go is one of these; a caller switches over them and
 * never sees an HTTP status or an exception.
 */
public sealed interface Answer<T> {
    /** The coordinator did it. */
    record Ok<T>(T value) implements Answer<T> {}

    /**
     * No usable answer: no connection, a time-out, a 5xx, an undecodable or oversized body. Ask again after a backoff.
     */
    record Retry<T>(String cause) implements Answer<T> {}

    /**
     * The coordinator is busy (429 or 503). Ask again, not before {@code retryAfter}.
     *
     * @param retryAfter what {@code Retry-After} said, or null when it said nothing
     */
    record Congested<T>(@Nullable Duration retryAfter, String cause) implements Answer<T> {}

    /** This miner may not do that (401 or 403): a person must mend the key. Keep asking, slowly, and take no jobs. */
    record Fatal<T>(int status, String code, String message) implements Answer<T> {}

    /**
     * The coordinator understood and said no to this request (400, 404, 409, 413, 422). Sending it again changes
     * nothing.
     *
     * @param code the coordinator's word; empty only for a 413 that somebody on the way to it may have said
     */
    record Refused<T>(int status, String code, String message) implements Answer<T> {}

    /** The coordinator does not know this call (404, 405 or 501 without a known code): it speaks only the guide's. */
    record Unsupported<T>() implements Answer<T> {}

    /** This answer for a caller of another type; only for the five kinds that carry no value. */
    @SuppressWarnings("unchecked") // none of the kinds but Ok holds a T
    default <U> Answer<U> cast() {
        if (this instanceof Ok<T>) {
            throw new IllegalStateException("an Ok answer carries a value");
        }
        return (Answer<U>) this;
    }
}
