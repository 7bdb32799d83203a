package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.inputs.InputStore;
import io.aitbc.coordinator.keys.Authenticator;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.outputs.ArrivingFile;
import io.aitbc.coordinator.testing.RawCall;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that never get anywhere are closed, whatever they drip. */
class SlowClientTest {
    private static final Duration IDLE = Duration.ofSeconds(1);

    @TempDir
    private Path data;

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.get("/").handler(context -> context.end("here"));
        InputStore store = InputStore.open(data);
        Upload.Pace pace = new Upload.Pace(Duration.ofMillis(300), 1_000_000);
        router.post("/files").handler(context -> {
            context.request().pause();
            new Upload<ArrivingFile, Void>(context, 1000, file -> context.end("kept"), pace).receive(store::receive);
        });
        Authenticator nobody = bearer -> CompletableFuture.completedFuture(Optional.empty());
        router.post("/guarded").handler(new Guard(nobody, false).require(Role.MINER));
        Server server = Server.listen(
                        vertx,
                        router,
                        SocketAddress.inetSocketAddress(0, "127.0.0.1"),
                        new Server.Patience(IDLE, Duration.ofMillis(500), Duration.ofMillis(500)))
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

    @Test
    void one_that_drips_the_head_of_its_second_request() throws Exception {
        try (Socket socket = RawCall.connect(port)) {
            assertThat(drip(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nX-Slow: ", "a"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer nobody\r\n"})
    void one_that_drips_a_body_although_it_was_refused(String key) throws Exception {
        try (Socket socket = RawCall.connect(port)) {
            assertThat(drip(
                            socket,
                            "POST /guarded HTTP/1.1\r\nHost: x\r\n" + key + "Content-Length: 1000000\r\n\r\n",
                            "b"))
                    .startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void one_that_drips_a_file() throws Exception {
        try (Socket socket = RawCall.connect(port)) {
            assertThat(drip(socket, "POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", "b"))
                    .isEmpty();
        }
        Path incoming = data.resolve("inputs/incoming");
        await(() -> {
            try (Stream<Path> left = Files.list(incoming)) {
                return left.findAny().isEmpty();
            }
        });
        try (Socket socket = RawCall.connect(port)) {
            String whole = "POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, StandardCharsets.US_ASCII)).endsWith("kept");
        }
    }

    /** Things that happen on other threads once a connection has ended. */
    private static void await(Callable<Boolean> there) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!there.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void one_that_asks_again_in_time_is_kept() throws Exception {
        try (Socket socket = RawCall.connect(port)) {
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                byte[] answer = in.readNBytes("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhere".length());
                assertThat(new String(answer, StandardCharsets.US_ASCII)).endsWith("here");
            }
        }
    }

    /** Sends {@code begin}, then a character every tenth of a second, until the other side hangs up. */
    private static String drip(Socket socket, String begin, String character) throws Exception {
        socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
        socket.setSoTimeout(100);
        StringBuilder answer = new StringBuilder();
        for (int drops = 0; drops < 100; ) {
            try {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return answer.toString();
                }
                answer.append((char) next);
            } catch (SocketTimeoutException e) {
                drops++;
                socket.getOutputStream().write(character.getBytes(StandardCharsets.US_ASCII));
            } catch (SocketException e) {
                return answer.toString(); // closed while it was written to
            }
        }
        throw new AssertionError("still open after ten seconds, having answered " + answer);
    }
}
