package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.coordinator.store.ConstraintException;
import io.aitbc.coordinator.store.StoreException;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.WireJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers: what was asked for, or the guide's error body with one of the closed list of codes. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String JSON = "application/json; charset=utf-8";
    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);

    private Answers() {}

    static Future<Void> send(RoutingContext context, Record body) {
        return send(context, new Reply(200, null, new String(WireJson.write(body), StandardCharsets.UTF_8)));
    }

    static Future<Void> send(RoutingContext context, Reply reply) {
        HttpServerResponse response = context.response();
        if (response.closed() || response.headWritten()) {
            return Future.failedFuture("nobody is there to be answered");
        }
        prepare(response, reply.status());
        if (reply.location() != null) {
            response.putHeader(HttpHeaders.LOCATION, reply.location());
        }
        return response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Buffer.buffer(reply.body()));
    }

    static void noContent(RoutingContext context) {
        if (!context.response().closed()) {
            prepare(context.response(), 204).end();
        }
    }

    /** Answers with what went wrong; a fault of ours is logged and not shown. */
    static void fail(RoutingContext context, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof HttpClosedException) {
            return; // nobody is there to be answered
        }
        Refusal refusal = refusal(context, cause);
        if (refusal.retryAfter() != null && !context.response().headWritten()) {
            context.response()
                    .putHeader(
                            HttpHeaders.RETRY_AFTER,
                            Long.toString(refusal.retryAfter().toSeconds()));
        }
        send(
                context,
                new Reply(refusal.status(), null, new String(WireJson.write(refusal.body()), StandardCharsets.UTF_8)));
    }

    private static Refusal refusal(RoutingContext context, Throwable cause) {
        if (cause instanceof Refusal refusal) {
            return refusal;
        } else if (cause instanceof WireFormatException format) {
            return Refusal.unreadable(format.path(), format.problem());
        }
        LOG.atError()
                .setCause(cause)
                .addKeyValue("path", context.normalizedPath())
                .log("request failed");
        boolean disk = cause instanceof StoreException && !(cause instanceof ConstraintException);
        if (disk || cause instanceof IOException || cause instanceof UncheckedIOException) {
            return new Refusal(ErrorCode.UNAVAILABLE, "the coordinator cannot write to its disk; see its log")
                    .retryAfter(BUSY_RETRY);
        }
        return new Refusal(ErrorCode.INTERNAL, "a fault of the coordinator's own; see its log").passing();
    }

    static HttpServerResponse prepare(HttpServerResponse response, int status) {
        return response.setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }
}
