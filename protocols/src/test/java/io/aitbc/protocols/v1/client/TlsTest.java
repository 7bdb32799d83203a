package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.wire.Answer;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import io.aitbc.testkit.net.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The key is sent to nobody who cannot show who he is. */
class TlsTest {
    private static final int NOTHING = -1;

    @TempDir
    Path dir;

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
        try (ServerSocket listener = SelfSigned.server(dir, "localhost")
                        .getServerSocketFactory()
                        .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestClient client = new TestClient("https://localhost:" + listener.getLocalPort())) {
            CompletableFuture<Integer> received = CompletableFuture.supplyAsync(() -> firstByte(listener));

            Answer<?> answer = TestClient.await(client.coordinator.next(1, Duration.ZERO));

            assertThat(answer).isInstanceOf(Answer.Retry.class);
            assertThat(answer.toString()).contains("SSLHandshakeException");
            assertThat(received.orTimeout(40, TimeUnit.SECONDS).join())
                    .as("the first byte of a request")
                    .isEqualTo(NOTHING);
        }
    }

    private static int firstByte(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            return socket.getInputStream().read();
        } catch (IOException refused) {
            return NOTHING;
        }
    }

    @Test
    void aServerWithoutTlsIsRefused() throws Exception {
        try (FaultServer server = FaultServer.start().otherwise(request -> Reply.empty(204));
                TestClient client = new TestClient("https://127.0.0.1:" + server.port(), Duration.ofMillis(500))) {
            assertThat(TestClient.await(client.coordinator.next(1, Duration.ZERO)))
                    .isInstanceOf(Answer.Retry.class);
            assertThat(server.requests()).isEmpty();
        }
    }
}
