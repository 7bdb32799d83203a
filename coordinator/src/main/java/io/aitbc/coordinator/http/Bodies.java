package io.aitbc.coordinator.http;

import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.protocols.v1.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads request bodies, never more than is allowed and never for ever. */
final class Bodies {
    /** A body of a request that is not an upload must be there within this. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** How long what follows a refused request is read and dropped, so that its sender gets to see the answer. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private Bodies() {}

    /** The whole body; fails with a {@link Refusal} PAYLOAD_TOO_LARGE when it is longer than {@code limit} bytes. */
    static Future<Buffer> read(RoutingContext context, int limit) {
        HttpServerRequest request = context.request();
        if (declaredLength(request) > limit) {
            drop(context);
            return Future.failedFuture(tooLarge(limit));
        }
        proceed(request);
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        long timer = context.vertx()
                .setTimer(PATIENCE.toMillis(), id -> request.connection().close());
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= limit) {
                body.appendBuffer(chunk);
            } else if (whole.tryFail(tooLarge(limit))) {
                context.vertx().cancelTimer(timer);
                drop(context);
            }
        });
        request.endHandler(end -> {
            context.vertx().cancelTimer(timer);
            whole.tryComplete(body);
        });
        request.exceptionHandler(e -> {
            context.vertx().cancelTimer(timer);
            whole.tryFail(e);
        });
        return whole.future();
    }

    /** Reads on and forgets, for a while; then hangs up on whoever is still sending. */
    static void drop(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            return;
        }
        request.handler(chunk -> {});
        request.resume();
        long timer = context.vertx()
                .setTimer(LINGER.toMillis(), id -> request.connection().close());
        request.endHandler(end -> context.vertx().cancelTimer(timer));
        request.exceptionHandler(e -> context.vertx().cancelTimer(timer));
    }

    /** What {@code Content-Length} says; -1 when it says nothing. */
    static long declaredLength(HttpServerRequest request) {
        @Nullable String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1; // the parser below us has refused it already
        }
    }

    /** Tells a sender that waits for it to go on. */
    static void proceed(HttpServerRequest request) {
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    static Refusal tooLarge(long limit) {
        return new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, "the body must be at most " + limit + " bytes").passing();
    }
}
