package io.aitbc.protocols.v1.client;

import io.aitbc.protocols.v1.WireLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, within a time and a size. Lives on one event loop; whatever ends it first closes it for
 * good.
 */
final class OneCall {
    private static final int CAUSE_LENGTH = 200;
    private static final long GRACE_MILLIS = 500;
    private static final byte[] NOTHING = {};

    private final Vertx vertx;
    private final HttpClient client;
    private final V1Settings settings;
    private final Ask ask;
    private final CompletableFuture<Reply> reply;
    private final @Nullable FileBody file;
    private final Buffer body = Buffer.buffer();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private long timer;

    OneCall(Vertx vertx, HttpClient client, V1Settings settings, Ask ask, CompletableFuture<Reply> reply) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
        this.ask = ask;
        this.reply = reply;
        this.file = ask.body() instanceof Ask.Stream stream ? new FileBody(vertx, stream) : null;
    }

    void start(RequestOptions options) {
        Duration limit = settings.timeouts()
                .forCall(ask.patience(), ask.body() == null ? 0 : ask.body().bytes());
        bound(limit);
        // The file before the connection, which would have to wait for it.
        Future<Void> ready = file == null ? Future.succeededFuture() : file.open();
        ready.compose(opened -> client.request(options)).onSuccess(this::send).onFailure(e -> broken(described(e)));
    }

    /** The whole answer must be there within this, from now on. */
    private void bound(Duration limit) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(limit.toMillis(), late -> broken("no whole answer within " + limit.toMillis() + " ms"));
    }

    private void send(HttpClientRequest opened) {
        request = opened;
        if (reply.isDone()) {
            cutOff(opened);
            return;
        }
        opened.exceptionHandler(told -> {}); // the response's future tells the same
        opened.response().onSuccess(this::receive).onFailure(e -> broken(described(e)));
        if (ask.body() instanceof Ask.Json message) {
            opened.end(Buffer.buffer(message.json()));
        } else if (file != null) {
            file.sendTo(opened, this::cannotSend);
        } else {
            opened.end();
        }
    }

    private void receive(HttpClientResponse head) {
        response = head;
        head.exceptionHandler(e -> broken(described(e)));
        Inflow into = ask.into();
        if (into != null && isGood(head)) {
            bound(settings.timeouts().forCall(ask.patience(), into.expected(head)));
            into.receive(vertx, head, () -> finish(received(head, NOTHING)), why -> broken(described(why)));
            return;
        }
        head.handler(this::more);
        head.endHandler(end -> {
            if (finish(received(head, body.getBytes())) && file != null && !file.isSent()) {
                cutOff(head.request());
            }
        });
    }

    /**
     * The answer may be there already, before the whole body was sent; without one for a moment, there will be none.
     */
    private void cannotSend(Throwable why) {
        vertx.setTimer(GRACE_MILLIS, over -> broken(described(why)));
    }

    private void more(Buffer chunk) {
        if (body.length() + chunk.length() > WireLimits.REPLY_BYTES) {
            tooLarge();
        } else if (!reply.isDone()) {
            body.appendBuffer(chunk);
        }
    }

    private static boolean isGood(HttpClientResponse head) {
        return head.statusCode() >= 200 && head.statusCode() < 300;
    }

    private void tooLarge() {
        broken("the answer is larger than " + WireLimits.REPLY_BYTES + " bytes");
    }

    /**
     * Ends the call without a whole answer. Of an answer other than 2xx the status is left, which is enough for some.
     */
    private void broken(String cause) {
        HttpClientResponse head = response;
        Reply how = head == null || isGood(head) ? new Reply.Missing(cause) : received(head, NOTHING);
        if (finish(how) && request != null) {
            cutOff(request);
        }
    }

    /**
     * Closes the connection, which is this call's alone: nothing more of the answer is read, and nothing more of the
     * request sent. To reset the request is not enough: Vert.x keeps the connection of a request that is not sent to
     * its end, and sends the next one into its middle.
     */
    private static void cutOff(HttpClientRequest request) {
        request.connection().close();
    }

    /** False when the call has ended before. */
    private boolean finish(Reply how) {
        if (reply.isDone()) {
            return false;
        }
        vertx.cancelTimer(timer);
        if (file != null) {
            file.close();
        }
        return reply.complete(how);
    }

    private static Reply.Received received(HttpClientResponse head, byte[] body) {
        Reply.Headers headers = new Reply.Headers(
                head.getHeader("Content-Type"),
                head.getHeader("Retry-After"),
                head.getHeader("Date"),
                head.getHeader("Location"));
        return new Reply.Received(head.statusCode(), headers, body);
    }

    /** The name of what went wrong says more than its message, unless nobody could be reached at all. */
    private static String described(Throwable why) {
        String message = why.getMessage();
        boolean plain = message != null && (why instanceof ConnectException || why instanceof UnknownHostException);
        String name = plain ? "" : why.getClass().getSimpleName() + (message == null ? "" : ": ");
        return Words.clean(name + (message == null ? "" : message), CAUSE_LENGTH);
    }
}
