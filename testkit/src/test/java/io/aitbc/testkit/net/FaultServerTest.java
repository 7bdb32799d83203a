package io.aitbc.testkit.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private FaultServer server;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersInTurnAndStaysAtTheLast() throws Exception {
        server.on("GET", "/a", Reply.json(503, "{}").with("Retry-After: 7"), Reply.json(200, "{\"x\":1}"));

        HttpResponse<String> first = get("/a?q=%20b&r");
        assertThat(first.statusCode()).isEqualTo(503);
        assertThat(first.headers().firstValue("retry-after")).contains("7");
        assertThat(get("/a").body()).isEqualTo("{\"x\":1}");
        assertThat(get("/a").statusCode()).isEqualTo(200);
        assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
        assertThat(server.take().query()).isEqualTo(Map.of("q", " b", "r", ""));
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void recordsWhatItWasSent() throws Exception {
        server.on("PUT", "/f", Reply.empty(204));

        HttpRequest.Builder put =
                HttpRequest.newBuilder(URI.create(server.url() + "/f")).header("X-Y", "z");
        client.send(put.PUT(HttpRequest.BodyPublishers.ofString("héllo")).build(), discarding());
        client.send(
                put.PUT(HttpRequest.BodyPublishers.ofInputStream(InputStream::nullInputStream))
                        .build(),
                discarding());

        Recorded request = server.take();
        assertThat(request.bodyText()).isEqualTo("héllo");
        assertThat(request.header("x-y")).isEqualTo("z");
        assertThat(server.take().body()).isEmpty();
    }

    @Test
    void dropsResetsAndTalksNonsense() {
        server.on("GET", "/drop", Reply.drop());
        server.on("GET", "/reset", Reply.reset());
        server.on("GET", "/half", Reply.halfClose());
        server.on("GET", "/garbage", Reply.garbage());
        server.on("GET", "/cut", Reply.json(200, "{\"x\":1}").cutAfter(3));

        for (String path : new String[] {"/drop", "/reset", "/half", "/garbage", "/cut"}) {
            assertThatThrownBy(() -> get(path)).as(path).isInstanceOf(IOException.class);
        }
        assertThat(server.requests()).extracting(Recorded::path).contains("/drop", "/garbage");
    }

    @Test
    void cutsWithoutTelling() throws Exception {
        server.on("GET", "/cut", Reply.json(200, "{\"x\":1}").cutUnnoticed(3));

        assertThat(get("/cut").body()).isEqualTo("{\"x");
    }

    @Test
    void keepsSilenceUntilItCloses() throws Exception {
        server.on("GET", "/", Reply.silence());

        try (Socket socket = connect()) {
            socket.setSoTimeout(50);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            server.take();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            server.close();
            socket.setSoTimeout(5000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closingCutsAPauseShort() throws Exception {
        server.on("GET", "/", Reply.json(200, "{}").after(Duration.ofHours(1)));

        try (Socket socket = connect()) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            server.take();
            server.close();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void answersTwiceOnOneConnection() throws Exception {
        server.on("GET", "/", Reply.json(200, "{}").twice());

        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            socket.shutdownOutput();
            String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(all).containsPattern("(?s)HTTP/1.1 200 .*HTTP/1.1 200 ");
        }
    }

    @Test
    void standsBetweenTwoPrograms() throws Exception {
        try (FaultServer real = FaultServer.start()) {
            real.on("POST", "/p", Reply.json(201, "{\"done\":true}").with("Location: /p/1"));
            Forward forward = new Forward(real.url());
            server.otherwise(forward);

            HttpRequest post = HttpRequest.newBuilder(URI.create(server.url() + "/p?a=b"))
                    .header("Idempotency-Key", "k")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            HttpResponse<String> answer = client.send(post, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("location")).contains("/p/1");
            assertThat(answer.body()).isEqualTo("{\"done\":true}");
            Recorded arrived = real.take();
            assertThat(arrived.target()).isEqualTo("/p?a=b");
            assertThat(arrived.header("idempotency-key")).isEqualTo("k");
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + target))
                .timeout(Duration.ofSeconds(10))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse.BodyHandler<Void> discarding() {
        return HttpResponse.BodyHandlers.discarding();
    }
}
