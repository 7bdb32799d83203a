package io.aitbc.agent.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.config.HttpListen;
import io.aitbc.agent.ops.StatusFixture;
import io.aitbc.agent.ops.StatusReport;
import io.aitbc.ipc.PlainJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door over real loopback connections. */
class HttpDoorTest {
    private static final HttpListen ANY = new HttpListen("127.0.0.1", 0);

    private final Counters counters = new Counters(List.of("torch_bench"));
    private final Miner miner = new Miner();
    private final HttpDoor door = new HttpDoor(miner, counters);

    /** A miner that says what it is told to. */
    private static final class Miner implements Vitals {
        private CompletionStage<Optional<String>> unready = CompletableFuture.completedFuture(Optional.empty());

        @Override
        public CompletionStage<Optional<String>> unready() {
            return unready;
        }

        @Override
        public CompletionStage<StatusReport> report() {
            return unready.thenApply(reason -> StatusFixture.busy());
        }
    }

    @BeforeEach
    void open() {
        door.listen(ANY);
    }

    @AfterEach
    void close() {
        door.close();
    }

    private int port() {
        return door.address().orElseThrow().getPort();
    }

    /** The whole answer to a request's text. */
    private String ask(String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 5000);
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port() + "\r\n\r\n");
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void isHealthyAndReadyWhileItTakesJobs() throws IOException {
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok\n");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200 ").endsWith("ready\n");
    }

    @Test
    void isHealthyAndNotReadyWhileSomethingStandsBetween() throws IOException {
        miner.unready = CompletableFuture.completedFuture(Optional.of("paused"));
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503 ").endsWith("not ready: paused\n");
    }

    /** The door's own threads tell of an agent that hangs, and the version needs nobody. */
    @Test
    void saysThatTheAgentHangs() throws IOException {
        Pages pages = new Pages(miner, counters, Duration.ofMillis(50));
        miner.unready = new CompletableFuture<>();
        for (String path : List.of("/healthz", "/readyz", "/metrics")) {
            assertThat(pages.page(path).status()).as(path).isEqualTo(503);
            assertThat(pages.page(path).body()).contains("it hangs");
        }
        assertThat(pages.page("/version").status()).isEqualTo(200);
    }

    @Test
    void tellsItsVersionAsJson() throws IOException {
        String answer = get("/version");
        assertThat(answer).containsIgnoringCase("\r\nContent-type: application/json\r\n");
        Map<?, ?> version = (Map<?, ?>) PlainJson.read(body(answer).getBytes(StandardCharsets.UTF_8));
        assertThat(version.get("name")).isEqualTo("aitbc-miner");
        assertThat(version.containsKey("version")).isTrue();
    }

    @Test
    void metricsAreThoseOfTheReportAndOfTheCounters() throws IOException {
        counters.ran("torch_bench", Counters.Ended.FINISHED, Duration.ofMillis(700));
        counters.ran("torch_bench", Counters.Ended.DIED, Duration.ofSeconds(2));
        counters.ran("something a coordinator made up", Counters.Ended.FAILED, Duration.ofDays(1));
        counters.renewed();
        String answer = get("/metrics");
        assertThat(answer).contains("text/plain; version=0.0.4");
        assertThat(body(answer).lines())
                .contains(
                        "aicf_provider_jobs_total{kind=\"AI\",status=\"proved\"} 7.0",
                        "aicf_provider_jobs_total{kind=\"AI\",status=\"failed\"} 1.0",
                        "aitbc_build_info{java=\"17.0.15\",version=\"0.1.0\"} 1",
                        "aitbc_credited_total 35.0",
                        "aitbc_heartbeat_age_seconds 4.0",
                        "aitbc_state{state=\"online\"} 1.0",
                        "aitbc_state{state=\"offline\"} 0.0",
                        "aitbc_outbox_waiting 1.0",
                        "aitbc_slots 2.0",
                        "aitbc_cpu_temperature_celsius 54.5",
                        "aitbc_runs_total{outcome=\"finished\",workload=\"torch_bench\"} 1.0",
                        "aitbc_runs_total{outcome=\"died\",workload=\"torch_bench\"} 1.0",
                        "aitbc_runs_total{outcome=\"failed\",workload=\"other\"} 1.0",
                        "aicf_provider_job_duration_seconds_bucket{kind=\"AI\",workload=\"torch_bench\",le=\"1.0\"} 1",
                        "aicf_provider_job_duration_seconds_bucket{kind=\"AI\",workload=\"torch_bench\",le=\"+Inf\"} 2",
                        "aicf_provider_job_duration_seconds_sum{kind=\"AI\",workload=\"torch_bench\"} 2.7",
                        "aicf_provider_lease_renew_total 1.0",
                        "aicf_provider_errors_total{stage=\"compute\"} 2.0")
                .noneMatch(line -> line.contains("made up") || line.contains("j-1"));
    }

    @Test
    void headHasNoBody() throws IOException {
        String answer = ask("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    }

    @Test
    void nothingElseIsThereAndNothingIsChanged() throws IOException {
        assertThat(get("/status")).startsWith("HTTP/1.1 404 ");
        assertThat(ask("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example", "Host: 127.0.0.1.evil.example", "Host: localhost.evil", "Accept: x"})
    void anotherNameIsNotAnswered(String header) throws IOException {
        assertThat(ask("GET /version HTTP/1.1\r\n" + header + "\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ")
                .doesNotContain("aitbc-miner");
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.1:8980", "[::1]:1", "LOCALHOST:80"})
    void loopbackNamesAreAnswered(String host) {
        assertThat(LoopbackNames.allow(host)).isTrue();
    }

    @Test
    void aPortThatIsTakenIsAWarningUntilItIsFree() throws IOException {
        HttpListen taken;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            taken = new HttpListen("127.0.0.1", other.getLocalPort());
            door.listen(taken);
            assertThat(door.address()).isEmpty();
            assertThat(door.warning().orElseThrow().problem()).contains("HTTP_LISTEN " + taken);
            assertThat(door.warning().orElseThrow().fix()).contains("HTTP_LISTEN=127.0.0.1:");
        }
        door.listen(taken);
        assertThat(door.warning()).isEmpty();
        assertThat(port()).isEqualTo(taken.port());
    }

    @Test
    void offClosesIt() {
        door.listen(HttpListen.OFF);
        assertThat(door.address()).isEmpty();
        assertThat(door.warning()).isEmpty();
    }
}
