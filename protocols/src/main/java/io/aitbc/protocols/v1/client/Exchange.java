package io.aitbc.protocols.v1.client;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Carries requests to one coordinator and back. Vert.x's plain client rather than its web client: an answer that is too
 * large or too slow must be cut off while it comes, which takes the request itself.
 */
final class Exchange {
    /** Outbox, poll, heartbeat, renewal and a few to spare: a call never waits for another's connection. */
    private static final int CONNECTIONS = 16;

    private static final int KEEP_ALIVE_SECS = 30;

    /** How often idle connections are looked at; Vert.x would wake an idle agent every second. */
    private static final int CLEANER_MILLIS = 10_000;

    private final Vertx vertx;
    private final Context context;
    private final HttpClient client;
    private final V1Settings settings;
    private final Supplier<String> apiKey;
    private volatile boolean closed;

    Exchange(Vertx vertx, V1Settings settings, Supplier<String> apiKey) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.apiKey = apiKey;
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) settings.timeouts().connect().toMillis())
                        .setKeepAliveTimeout(KEEP_ALIVE_SECS)
                        .setVerifyHost(true)
                        .setProxyOptions(settings.proxy()))
                .with(new PoolOptions().setHttp1MaxSize(CONNECTIONS).setCleanerPeriod(CLEANER_MILLIS))
                // Whatever breaks a connection ends the call on it, which tells its caller; Vert.x would log it as an
                // error, too.
                .withConnectHandler(connection -> connection.exceptionHandler(told -> {}))
                .build();
    }

    /** Never completes exceptionally; completes on the event loop, or here when there is nothing to be sent. */
    CompletionStage<Reply> send(Ask ask) {
        if (closed) {
            return CompletableFuture.completedFuture(new Reply.Missing("this client is closed"));
        }
        String key = apiKey.get();
        if (!isSendable(key)) {
            return CompletableFuture.completedFuture(
                    new Reply.Missing("the API key is empty or holds a character that cannot be sent"));
        }
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        context.runOnContext(go -> start(ask, key, reply));
        return reply;
    }

    private void start(Ask ask, String key, CompletableFuture<Reply> reply) {
        try {
            new OneCall(vertx, client, settings, ask, reply).start(options(ask, key));
        } catch (RuntimeException e) {
            reply.complete(new Reply.Missing(
                    "the request cannot be made: " + e.getClass().getSimpleName()));
        }
    }

    private RequestOptions options(Ask ask, String key) {
        BaseUrl base = settings.base();
        RequestOptions options = new RequestOptions()
                .setMethod(ask.method())
                .setSsl(base.tls())
                .setHost(base.host())
                .setPort(base.port())
                .setURI(base.prefix() + ask.path())
                .setFollowRedirects(false)
                .putHeader("Authorization", "Bearer " + key)
                .putHeader("User-Agent", V1Settings.AGENT + "/" + settings.agentVersion())
                .putHeader("Accept", "application/json");
        if (ask.idempotencyKey() != null) {
            options.putHeader("Idempotency-Key", ask.idempotencyKey().toString());
        }
        if (ask.body() != null) {
            boolean json = ask.body() instanceof Ask.Json;
            options.putHeader("Content-Type", json ? "application/json; charset=utf-8" : "application/octet-stream");
            options.putHeader("Content-Length", Long.toString(ask.body().bytes()));
        }
        return options;
    }

    private static boolean isSendable(String key) {
        return !key.isEmpty() && key.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    void close() {
        closed = true;
        client.close();
    }
}
