package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.testing.RawCall;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that never get anywhere are closed, whatever they drip. */
class SlowClientTest {
    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.get("/").handler(context -> context.end("here"));
        Server server = Server.listen(
                        vertx,
                        router,
                        SocketAddress.inetSocketAddress(0, "127.0.0.1"),
                        new Server.Patience(Duration.ofSeconds(1), Duration.ofMillis(500)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        port = server.port();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void one_that_never_sends_a_whole_request() throws Exception {
        try (Socket socket = RawCall.connect(port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).as("closed").isEqualTo(-1);
        }
    }

    @Test
    void one_that_falls_silent_after_its_request() throws Exception {
        try (Socket socket = RawCall.connect(port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] all = socket.getInputStream().readAllBytes();
            assertThat(new String(all, StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("here");
        }
    }
}
