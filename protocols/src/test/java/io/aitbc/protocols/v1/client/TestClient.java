package io.aitbc.protocols.v1.client;

import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.MinerIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.net.ProxyOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client with its own Vert.x, short times and ids that count up. */
final class TestClient implements AutoCloseable {
    static final Instant NOW = Instant.parse("2025-09-26T13:37:00Z");

    final V1Coordinator coordinator;
    private final Vertx vertx = Vertx.vertx();

    TestClient(String url) {
        this(url, Duration.ofSeconds(20));
    }

    TestClient(String url, Duration callTimeout) {
        this(url, callTimeout, Samples.IDENTITY);
    }

    TestClient(String url, Duration callTimeout, MinerIdentity identity) {
        this(url, callTimeout, identity, null);
    }

    TestClient(String url, Duration callTimeout, MinerIdentity identity, @Nullable ProxyOptions proxy) {
        AtomicLong ids = new AtomicLong();
        V1Settings settings = new V1Settings(
                BaseUrl.parse(url),
                identity,
                "0.1.0",
                new Timeouts(Duration.ofSeconds(10), callTimeout, Timeouts.USUAL.bytesPerSecond()),
                proxy);
        coordinator = new V1Coordinator(
                vertx, settings, () -> Samples.KEY, () -> new UUID(0, ids.incrementAndGet()), InstantSource.fixed(NOW));
    }

    static <T> Answer<T> await(CompletionStage<Answer<T>> stage) {
        return stage.toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
    }

    static <T> T ok(CompletionStage<Answer<T>> stage) {
        Answer<T> answer = await(stage);
        if (answer instanceof Answer.Ok<T> ok) {
            return ok.value();
        }
        throw new AssertionError("expected Ok, got " + answer);
    }

    @Override
    public void close() {
        coordinator.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(40, TimeUnit.SECONDS)
                .join();
    }
}
