package io.aitbc.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.doctor.Finding.Result;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import io.aitbc.testkit.net.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a certificate is said by name; real handshakes with certificates that keytool made. */
@Timeout(60)
class TlsCheckTest {
    @TempDir
    Path directory;

    /** Shakes hands with whoever comes. */
    private static final class TlsServer implements AutoCloseable {
        private final ServerSocket listener;

        TlsServer(SSLContext context) throws IOException {
            listener = context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "tls");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    socket.getInputStream().readAllBytes();
                } catch (IOException refused) {
                    // the next one
                }
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private Finding finding(int port, InstantSource clock) throws Exception {
        Machine machine = new Machine(directory, "https://localhost:" + port);
        machine.clock = clock;
        Report report = machine.examine();
        assertThat(Machine.of(report, "coordinator").result()).isNotEqualTo(Result.OK);
        return Machine.of(report, "tls");
    }

    private Finding finding(int port) throws Exception {
        return finding(port, new io.aitbc.testkit.time.VirtualScheduler()::now);
    }

    @Test
    void anUnknownAuthorityIsNamed() throws Exception {
        Instant now = madeNow().plus(Duration.ofHours(1));
        try (TlsServer server = new TlsServer(SelfSigned.server(directory, "localhost", "-validity", "90"))) {
            Finding finding = finding(server.port(), InstantSource.fixed(now));
            assertThat(finding.result()).isEqualTo(Result.FAIL);
            assertThat(finding.evidence())
                    .contains("nobody whom this machine trusts")
                    .contains("issuer is CN=localhost");
            assertThat(finding.fix()).contains("update-ca-certificates");
        }
    }

    @Test
    void anEndedCertificateIsTold() throws Exception {
        Instant later = madeNow().plus(Duration.ofDays(100));
        try (TlsServer server = new TlsServer(SelfSigned.server(directory, "localhost", "-validity", "90"))) {
            Finding finding = finding(server.port(), InstantSource.fixed(later));
            assertThat(finding.evidence()).contains("the certificate of CN=localhost ended on ");
            assertThat(finding.fix()).contains("renew it");
        }
    }

    @Test
    void aCertificateOfTheFutureIsTold() throws Exception {
        Instant early = madeNow().minus(Duration.ofDays(100));
        try (TlsServer server = new TlsServer(SelfSigned.server(directory, "localhost"))) {
            Finding finding = finding(server.port(), InstantSource.fixed(early));
            assertThat(finding.evidence()).contains("begins on ");
            assertThat(finding.fix()).contains("timedatectl");
        }
    }

    /** The file that was made last tells the time without a clock. */
    private Instant madeNow() throws IOException {
        return Files.getLastModifiedTime(Files.createTempFile(directory, "now", ""))
                .toInstant();
    }

    @Test
    void aServerWithoutTlsIsTold() throws Exception {
        try (FaultServer server = FaultServer.start().otherwise(request -> Reply.empty(204))) {
            Finding finding = finding(server.port());
            assertThat(finding.result()).isEqualTo(Result.FAIL);
            assertThat(finding.evidence()).contains("does not speak TLS as we do");
            assertThat(finding.fix()).contains("is it https:// and is the port right?");
        }
    }

    @Test
    void aClosedPortIsTold() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(finding(port).evidence()).contains("no connection to localhost:" + port);
    }
}
