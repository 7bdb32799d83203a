package io.aitbc.coordinator.http;

import io.aitbc.coordinator.idempotency.Reply;
import io.aitbc.coordinator.jobs.Refusal;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.WireJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The listening server: what holds for every connection and every path. */
public final class Server {

    private static final int MAX_URI = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;

    private final HttpServer server;

    /**
     * How long a connection may take.
     *
     * @param idle nothing moves on it, or the next request's head is not there yet; longer than the longest poll, and
     *     than clients keep connections that they do not use
     * @param firstRequest it is open and its first request's head is not there yet
     * @param linger its request was answered and the body is not there yet
     */
    public record Patience(Duration idle, Duration firstRequest, Duration linger) {
        public static final Patience USUAL =
                new Patience(Duration.ofSeconds(90), Duration.ofSeconds(20), Duration.ofSeconds(10));
    }

    private Server(HttpServer server) {
        this.server = server;
    }

    /** Listens; fails with a {@link java.net.BindException} among the causes when the port is taken. */
    public static Future<Server> listen(Vertx vertx, Router router, SocketAddress where, Patience patience) {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout((int) patience.idle.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxInitialLineLength(MAX_URI)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHttp2ClearTextEnabled(false)
                .setTcpNoDelay(true)
                .setReusePort(false);
        RequestWatch watch = new RequestWatch(vertx, patience);
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(watch::opened)
                .requestHandler(request -> {
                    watch.begun(request);
                    router.handle(request);
                })
                .invalidRequestHandler(request -> request.response()
                        .setStatusCode(400)
                        .putHeader("Content-Type", "application/json; charset=utf-8")
                        .end(text(new Refusal(ErrorCode.INVALID_PAYLOAD, "this is not a request that can be read")))
                        .onComplete(sent -> request.connection().close()));
        return server.listen(where).map(Server::new);
    }

    /** Paths and methods that nobody has, and whatever went wrong outside a call's own code. */
    static void mountErrors(Router router) {
        Map.of(404, ErrorCode.NOT_FOUND, 405, ErrorCode.METHOD_NOT_ALLOWED, 400, ErrorCode.INVALID_PAYLOAD)
                .forEach((status, code) -> router.errorHandler(status, context -> refuse(context, status, code)));
        router.errorHandler(
                500,
                context -> Answers.fail(
                        context,
                        context.failure() == null ? new IllegalStateException("no cause given") : context.failure()));
    }

    public int port() {
        return server.actualPort();
    }

    /** Takes no more connections; those that are open may finish their answers until {@code patience} is over. */
    public Future<Void> stop(Duration patience) {
        return server.shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void refuse(RoutingContext context, int status, ErrorCode code) {
        String message = switch (code) {
            case NOT_FOUND -> "there is no such path";
            case METHOD_NOT_ALLOWED ->
                "this path does not take " + context.request().method();
            default -> "this is not a request that can be read";
        };
        Bodies.drop(context);
        Answers.send(context, new Reply(status, null, text(new Refusal(code, message))));
    }

    private static String text(Refusal refusal) {
        return new String(WireJson.write(refusal.body()), StandardCharsets.UTF_8);
    }
}
