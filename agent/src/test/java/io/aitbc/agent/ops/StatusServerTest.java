package io.aitbc.agent.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class StatusServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private Path directory;
    private Path socket;
    private StatusServer server;

    @BeforeEach
    void setUp() throws IOException {
        // Not a @TempDir below target: a socket's path must be short.
        directory = Files.createTempDirectory("sock");
        socket = directory.resolve("agent.sock");
    }

    @AfterEach
    void tearDown() throws IOException {
        if (server != null) {
            server.close();
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private void start(Supplier<CompletionStage<StatusReport>> reports, Duration limit) throws IOException {
        server = StatusServer.start(place(socket), StatusFixture.route(reports), limit);
    }

    private static SocketPlace place(Path path) {
        return new SocketPlace(path, false);
    }

    private void start() throws IOException {
        start(() -> CompletableFuture.completedFuture(StatusFixture.busy()), LIMIT);
    }

    private String exchange(byte[] request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request));
            channel.shutdownOutput();
            StringBuilder answer = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) >= 0) {
                answer.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1));
                buffer.clear();
            }
            return answer.toString();
        }
    }

    private String exchange(String request) throws IOException {
        return exchange(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void answersWithTheWholeReport() throws IOException {
        start();
        Map<String, Object> status = new StatusClient(socket, LIMIT).status();
        assertThat(status.toString())
                .isEqualTo("{state=ONLINE, activity=running 1 job, at=2026-01-31T12:00:00Z, miner_id=node7-gpu0,"
                        + " wallet=wallet_demo, pid=4242, started_at=2026-01-31T11:00:00Z, device={mode=cpu,"
                        + " asked=gpu, device=cpu, name=AMD EPYC, vram_mb=0, readings={cpu_celsius=54.5,"
                        + " memory_used_mb=2048, memory_total_mb=8192, runner_memory_mb=610, cards=[]}},"
                        + " coordinator={url=http://127.0.0.1:8080, last_heartbeat_at=2026-01-31T11:59:56Z,"
                        + " problem=null, problem_since=null}, slots={total=2, busy=1}, jobs=[{id=j-1,"
                        + " workload=torch_bench, attempt=1, phase=running, since=2026-01-31T11:59:51Z,"
                        + " fraction=0.25, message=iteration 25 of 100}], outbox={waiting=1, problem=no"
                        + " connection}, recent=[{id=j-0, workload=torch_bench, ended=proved,"
                        + " at=2026-01-31T11:59:00Z, detail=null, output_sha=" + "ab".repeat(32)
                        + ", credited=5}, {id=j-9,"
                        + " workload=llm_gen, ended=failed, at=2026-01-31T11:58:30Z, detail=E_OOM: too large,"
                        + " output_sha=null, credited=null}], totals={proved=7, failed=1, credited=35},"
                        + " warnings=[{problem=ACCEL_MODE is gpu but there is none, fix=set ACCEL_MODE=cpu}],"
                        + " versions={agent=0.1.0, java=17.0.15, engine=pytorch 2.7.1}}");
    }

    @Test
    void theServicesSocketIsForTheMinersGroupToo() throws IOException {
        SocketPlace place = SocketPlace.of(directory.toString(), Path.of("/nowhere"));
        assertThat(place.path()).isEqualTo(socket);
        server = StatusServer.start(place, StatusFixture.route(CompletableFuture::new), LIMIT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
        assertThat(SocketPlace.of(null, directory)).isEqualTo(place(socket));
        assertThat(SocketPlace.of("", directory)).isEqualTo(place(socket));
    }

    @Test
    void aCommandHasABodyAndMayBeRefused() throws IOException {
        Route echo = new Route("POST", "/echo", CompletableFuture::completedFuture);
        Route query = new Route("GET", "/query", CompletableFuture::completedFuture);
        Route no = new Route("POST", "/no", fields -> {
            throw new Route.RefusedException(422, "INVALID_CONFIG", "two things are wrong");
        });
        server = StatusServer.start(place(socket), List.of(echo, query, no), LIMIT);
        StatusClient client = new StatusClient(List.of(directory.resolve("gone"), socket), LIMIT);
        assertThat(client.call("POST", "/echo", Map.of("now", true))).isEqualTo(Map.of("now", true));
        assertThat(client.call("GET", "/query?n=7&x", Map.of())).isEqualTo(Map.of("n", "7", "x", ""));
        assertThatThrownBy(() -> client.call("POST", "/no", Map.of()))
                .hasMessage("the miner says: two things are wrong");
        assertThat(exchange("POST /echo HTTP/1.1\r\nContent-Length: 3\r\n\r\n[1]"))
                .contains(" 400 Error");
        assertThat(exchange("POST /echo HTTP/1.1\r\nContent-Length: 99999\r\n\r\n{}"))
                .contains(" 400 Error");
        assertThat(exchange("POST /echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n{}"))
                .contains(" 400 Error");
        assertThat(exchange("POST /echo HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}"))
                .contains(" 400 Error");
        assertThat(exchange("GET /echo HTTP/1.1\r\n\r\n"))
                .contains(" 405 Error")
                .contains("POST /echo");
    }

    @Test
    void speaksHttpThatCurlUnderstands() throws IOException {
        start();
        assertThat(exchange("GET /status HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ")
                .contains("\r\nConnection: close\r\n\r\n{\"state\":\"ONLINE\"");
    }

    @Test
    void onlyTheMinersUserMayAskAndTheSocketGoesWithTheMiner() throws IOException {
        start();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        server.close();
        assertThat(socket).doesNotExist();
        server.close();
        assertThat(directory).isEmptyDirectory();
        assertThatThrownBy(() -> new StatusClient(socket, LIMIT).status())
                .hasMessageContaining("the miner is not running: start it with: sudo systemctl start");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /other HTTP/1.1, 404, NOT_FOUND",
        "GET /../status HTTP/1.1, 404, NOT_FOUND",
        "POST /status HTTP/1.1, 405, METHOD_NOT_ALLOWED",
        "GET /status, 400, INVALID_PAYLOAD",
        "GET /status HTTP/2.0, 400, INVALID_PAYLOAD",
        "hello, 400, INVALID_PAYLOAD",
    })
    void refusesEverythingElse(String line, int status, String code) throws IOException {
        start();
        assertThat(exchange(line + "\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " Error\r\n")
                .contains("{\"error\":{\"code\":\"" + code + "\"");
    }

    /** Whatever is sent, it gets a bounded answer or none, and the next question is answered. */
    @Test
    void survivesAnythingThatIsSent() throws IOException {
        start();
        Random random = new Random(17);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            assertThat(exchange(noise)).hasSizeLessThan(500);
        }
        assertThat(exchange("")).contains("400 Error");
        assertThat(exchange("GET /status HTTP/1.1\r\nX: " + "y".repeat(8000))).contains("400 Error");
        assertThat(new StatusClient(socket, LIMIT).status()).containsKey("state");
    }

    @Test
    void anAgentThatHangsIsSaidToHang() throws IOException {
        start(CompletableFuture::new, Duration.ofMillis(50));
        assertThatThrownBy(() -> new StatusClient(socket, LIMIT).status())
                .hasMessage("the miner says: the agent did not answer within 0 s: it hangs");
    }

    @Test
    void aReportThatFailsIsSaidToFail() throws IOException {
        start(
                () -> {
                    throw new IllegalStateException("defect");
                },
                LIMIT);
        assertThat(exchange("GET /status HTTP/1.1\r\n\r\n"))
                .contains("500 Error")
                .doesNotContain("defect");
        server.close();
        start(() -> CompletableFuture.failedFuture(new IllegalStateException("defect")), LIMIT);
        assertThat(exchange("GET /status HTTP/1.1\r\n\r\n"))
                .contains("500 Error")
                .doesNotContain("defect");
    }

    @Test
    void aStaleSocketIsReplacedAndALiveOneIsNot() throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        assertThatThrownBy(() -> new StatusClient(socket, LIMIT).status())
                .hasMessageContaining("nobody listens on " + socket);
        start();
        assertThat(new StatusClient(socket, LIMIT).status()).containsKey("state");
        assertThatThrownBy(() -> StatusServer.start(place(socket), List.of(), LIMIT))
                .hasMessageContaining(
                        "another miner that is running; stop it, or give this one a STATE_DIR of its own");
        assertThat(new StatusClient(socket, LIMIT).status()).containsKey("state");
    }

    @Test
    void whatIsNoSocketIsLeftAlone() throws IOException {
        Files.writeString(socket, "precious");
        assertThatThrownBy(this::start).hasMessageContaining("is no socket; move it away");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void anotherMinersSocketIsNotRemovedWithOurs() throws IOException {
        start();
        Files.delete(socket);
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            server.close();
            assertThat(socket).exists();
        }
    }

    @Test
    void aPathThatIsTooLongIsNamed() {
        assertThatThrownBy(() -> StatusServer.start(
                        place(directory.resolve("x".repeat(120)).resolve("agent.sock")), List.of(), LIMIT))
                .hasMessageContaining("choose a shorter STATE_DIR");
        assertThatThrownBy(() ->
                        StatusServer.start(place(directory.resolve("none").resolve("agent.sock")), List.of(), LIMIT))
                .hasMessageContaining("cannot listen on the status socket");
    }

    @Test
    void aServerThatIsNoMinerIsSaidToBeNone() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            Thread thread = new Thread(() -> {
                try (SocketChannel client = other.accept()) {
                    client.read(ByteBuffer.allocate(1000));
                    client.write(ByteBuffer.wrap("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII)));
                } catch (IOException ignored) {
                    // the test ends
                }
            });
            thread.start();
            assertThatThrownBy(() -> new StatusClient(socket, LIMIT).status()).hasMessageContaining("is no miner");
            thread.join();
        }
    }

    @Test
    void aConnectionThatBreaksIsSaidToBreak() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket));
            Thread thread = new Thread(() -> {
                try {
                    other.accept().close(); // with the question unread, or not yet written
                } catch (IOException ignored) {
                    // the test ends
                }
            });
            thread.start();
            assertThatThrownBy(() -> new StatusClient(socket, LIMIT).status())
                    .isInstanceOf(IOException.class)
                    .message()
                    .containsAnyOf("the connection to the miner broke", "is no miner");
            thread.join();
        }
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForLong() throws IOException {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            assertThatThrownBy(() -> new StatusClient(socket, Duration.ofMillis(200)).status())
                    .hasMessageContaining("did not answer within 0 s");
        }
    }
}
