package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Recorded;
import io.aitbc.testkit.net.Reply;
import io.vertx.core.net.ProxyOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The way through a proxy; the coordinator's name has no address here, so nothing gets through without it. */
class ProxyTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int TLS_HANDSHAKE = 22;
    private static final String ALICE = "Basic YWxpY2U6cyBlY3JldA==";

    private static TestClient client(String url, int port) {
        ProxyOptions proxy = new ProxyOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setUsername("alice")
                .setPassword("s ecret");
        return new TestClient(url, LIMIT, Samples.IDENTITY, proxy);
    }

    @Test
    void plainRequestsAreGivenToItWhole() throws Exception {
        try (FaultServer proxy = FaultServer.start().otherwise(request -> Reply.empty(204));
                TestClient client = client("http://coordinator.invalid:8080/base", proxy.port())) {
            assertThat(TestClient.ok(client.coordinator.next(1, Duration.ZERO))).isEmpty();
            Recorded request = proxy.requests().get(0);
            assertThat(request.target()).startsWith("http://coordinator.invalid:8080/base/v1/miner/next?");
            assertThat(request.header("host")).isEqualTo("coordinator.invalid:8080");
            assertThat(request.header("proxy-authorization")).isEqualTo(ALICE);
        }
    }

    @Test
    void throughATunnelItSeesNothingButTls() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestClient client = client("https://coordinator.invalid", proxy.getLocalPort())) {
            CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(() -> tunnel(proxy));
            TestClient.await(client.coordinator.next(1, Duration.ZERO));
            assertThat(seen.orTimeout(40, TimeUnit.SECONDS).join())
                    .contains("CONNECT coordinator.invalid:443 HTTP/1.1", "first byte " + TLS_HANDSHAKE)
                    .anyMatch(("proxy-authorization: " + ALICE)::equalsIgnoreCase)
                    .noneMatch(line -> line.contains(Samples.KEY));
        }
    }

    /** What a proxy hears before it hangs up: the request's head, and the first byte through the tunnel. */
    private static List<String> tunnel(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            List<String> seen = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                seen.add(line);
            }
            socket.getOutputStream()
                    .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            seen.add("first byte " + in.read());
            return seen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
