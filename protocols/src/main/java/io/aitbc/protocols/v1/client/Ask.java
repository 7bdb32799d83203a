package io.aitbc.protocols.v1.client;

import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param path below the base URL, with its query, encoded
 * @param patience how long the coordinator may hold it open
 * @param into where the body of a good answer goes; null for an answer that is a message
 */
record Ask(
        Call call,
        HttpMethod method,
        String path,
        @Nullable Body body,
        @Nullable UUID idempotencyKey,
        Duration patience,
        @Nullable Inflow into) {
    static Ask get(Call call, String path, Duration patience) {
        return new Ask(call, HttpMethod.GET, path, null, null, patience, null);
    }

    static Ask post(Call call, String path, byte[] json, @Nullable UUID idempotencyKey) {
        return new Ask(call, HttpMethod.POST, path, new Json(json), idempotencyKey, Duration.ZERO, null);
    }

    static Ask put(Call call, String path, Stream file) {
        return new Ask(call, HttpMethod.PUT, path, file, null, Duration.ZERO, null);
    }

    static Ask fetch(Call call, String path, Inflow into) {
        return new Ask(call, HttpMethod.GET, path, null, null, Duration.ZERO, into);
    }

    /** What a request carries. */
    sealed interface Body {
        long bytes();
    }

    /** A message, in memory. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, handed straight to the socket
    record Json(byte[] json) implements Body {
        @Override
        public long bytes() {
            return json.length;
        }
    }

    /**
     * A file, read from disk while it is sent.
     *
     * @param spoiled set when the file turns out to be unreadable, or not as long as it was
     */
    record Stream(Path file, long bytes, AtomicBoolean spoiled) implements Body {}
}
