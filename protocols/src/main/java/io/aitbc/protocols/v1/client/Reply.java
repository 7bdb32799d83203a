package io.aitbc.protocols.v1.client;

import org.jspecify.annotations.Nullable;

/** What came back from one request, before anybody has looked into it. */
sealed interface Reply {
    /**
     * An answer. The body of an answer other than 2xx is empty when it could not be read whole.
     *
     * @param body at most {@code WireLimits.REPLY_BYTES}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, read once
    record Received(int status, Headers headers, byte[] body) implements Reply {
        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /** The headers that matter, as sent. */
    record Headers(
            @Nullable String contentType,
            @Nullable String retryAfter,
            @Nullable String date,
            @Nullable String location) {}

    /** No answer, or half of one. */
    record Missing(String cause) implements Reply {}
}
