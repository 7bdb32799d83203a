package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.wire.Answer;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.Registration;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.HttpReply;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A coordinator that knows only the guide's calls, in every form of answer that the guide leaves open. */
class GuideDialectTest {
    private static final HeartbeatReply SILENT = new HeartbeatReply(null, null, Map.of(), List.of());

    private FaultServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start();
        client = new TestClient(server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Answer<Optional<Job>> next(Reply reply) {
        server.on("GET", "/v1/miner/next", reply);
        return TestClient.await(client.coordinator.next(1, Duration.ZERO));
    }

    @Test
    void lacksEveryOtherCall() {
        for (Calls call : Calls.values()) {
            if (call.isOptional()) {
                assertThat(TestClient.await(call.make(client.coordinator))).isEqualTo(new Answer.Unsupported<>());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "{\"ok\":true}", "{\"status\":\"ok\",\"detail\":null}"})
    void sayingYesToEverythingIsNoRegistration(String body) {
        server.otherwise(request -> Reply.json(200, body));

        Answer<Registration> answer = TestClient.await(client.coordinator.register(Samples.capabilities()));

        assertThat(answer).isEqualTo(new Answer.Unsupported<>());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "{}", "null", "{\"ok\":true}", "{\"leases\":null,\"cancels\":[]}"})
    void answersAHeartbeat(String body) {
        for (String type : List.of("application/json", "text/plain; charset=utf-8", "application/octet-stream")) {
            server.on("POST", "/v1/miner/heartbeat", HttpReply.of(200, type, body));
            assertThat(TestClient.ok(client.coordinator.heartbeat(Samples.heartbeat())))
                    .isEqualTo(SILENT);
        }
        server.on("POST", "/v1/miner/heartbeat", Reply.empty(204));
        assertThat(TestClient.ok(client.coordinator.heartbeat(Samples.heartbeat())))
                .isEqualTo(SILENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "{}", "null", "[]", "{\"id\":null}", "{\"job\":null}", "{\"workload\":\"x\"}"})
    void hasNoJob(String body) {
        assertThat(next(Reply.json(200, body))).isEqualTo(new Answer.Ok<>(Optional.empty()));
    }

    @Test
    void hasNoJobWithoutABody() {
        assertThat(next(Reply.empty(204))).isEqualTo(new Answer.Ok<>(Optional.empty()));
        assertThat(next(Reply.empty(200))).isEqualTo(new Answer.Ok<>(Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"params\":null", ",\"params\":{}", ",\"lease\":null,\"later\":[1]"})
    void hasAJobWithoutALease(String rest) {
        server.on("GET", "/v1/miner/next", Reply.json(200, "{\"id\":\"j:1\",\"workload\":\"sd_infer\"" + rest + "}"));

        Job first = TestClient.ok(client.coordinator.next(1, Duration.ZERO)).orElseThrow();
        Job second = TestClient.ok(client.coordinator.next(1, Duration.ZERO)).orElseThrow();

        assertThat(first.id()).isEqualTo(new JobId("j:1"));
        assertThat(first.params().values()).isEmpty();
        assertThat(first.maxRuntime()).isNull();
        assertThat(first.lease()).isEqualTo(new Lease("local-00000000-0000-0000-0000-000000000001", 1, null));
        assertThat(second.lease().id()).isEqualTo("local-00000000-0000-0000-0000-000000000002");
        assertThat(first.lease().granted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':7,'workload':'w'}| $.id must be a text, got a number",
                "{'id':'','workload':'w'}| $.id is not acceptable: job id must be 1 to 128 characters",
                "{'id':'../../etc/x','workload':'w'}| $.id is not acceptable: job id must be 1 to 128 characters",
                "{'id':'j'}| $.workload is missing",
                "{'id':'j','workload':''}| $.workload must be 1 to 128 characters, got 0",
                "{'id':'j','workload':'w','params':[]}| $.params must be an object, got a list",
                "{'id':'j','workload':'w','params':'size=1'}| $.params must be an object, got a text",
                "{'id':'j','workload':'w','max_runtime_secs':0}| $.max_runtime_secs must be at least 1",
                "{'id':'j','workload':'w','lease':{'lease_id':'l','attempt':1}}| $.lease.ttl_secs is missing",
                "{'id':'j','workload':'w','lease':{'lease_id':'local-1','attempt':1,'ttl_secs':9,'expires_at':'2025-09-26T13:37:00Z'}}"
                        + "| $.lease.lease_id must not begin with local-",
                "{'id':'j','workload':'w','lease':{'lease_id':'a b','attempt':1,'ttl_secs':9,'expires_at':'2025-09-26T13:37:00Z'}}"
                        + "| $.lease is not acceptable: lease id must be",
                "{'id':'j','workload':'w','lease':{'lease_id':'l','attempt':0,'ttl_secs':9,'expires_at':'2025-09-26T13:37:00Z'}}"
                        + "| $.lease is not acceptable: lease attempt must be at least 1",
                "{'id':'j','workload':'w','lease':{'lease_id':'l','attempt':1,'ttl_secs':0,'expires_at':'2025-09-26T13:37:00Z'}}"
                        + "| $.lease.ttl_secs must be at least 1",
                "[{'id':'j','workload':'w'}]| $ must be an object, got a list",
                "\"job\"| $ must be an object, got a text",
            })
    void offersAJobThatIsNone(String body, String problem) {
        Answer<Optional<Job>> answer = next(Reply.json(200, body.replace('\'', '"')));

        assertThat(answer).isInstanceOf(Answer.Retry.class);
        assertThat(((Answer.Retry<?>) answer).cause())
                .startsWith("next: the answer cannot be read: " + problem)
                .hasSizeLessThan(300);
    }

    @Test
    void offersAJobWithAnIdOfTenKilobytes() {
        Answer<Optional<Job>> answer =
                next(Reply.json(200, "{\"id\":\"" + "x".repeat(10_000) + "\",\"workload\":\"w\"}"));

        assertThat(((Answer.Retry<?>) answer).cause())
                .endsWith("(10000 characters)")
                .hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"id\":\"proof-77\",\"credited\":true}", "{\"ok\":true}", "\"accepted\""})
    void takesAProof(String body) {
        server.on("POST", "/v1/miner/proof", Reply.json(201, body));

        assertThat(TestClient.ok(client.coordinator.prove(
                        new ProofSubmission(Samples.guideJob(), Samples.proof(), Samples.ID, null, false))))
                .isEqualTo(Receipt.SILENT);
    }

    @Test
    void leasesAreSpansWhateverTheClockSays() {
        Answer<Optional<Job>> answer = next(Reply.json(
                200,
                "{\"id\":\"j\",\"workload\":\"w\",\"lease\":{\"lease_id\":\"l\",\"attempt\":1,"
                        + "\"ttl_secs\":9223372036854775807,\"expires_at\":\"1970-01-01T00:00:00Z\"}}"));

        Job job = ((Answer.Ok<Optional<Job>>) answer).value().orElseThrow();
        assertThat(job.lease().ttl()).isEqualTo(Duration.ofDays(366));
    }

    @Test
    void itsOwnWordsInAHeartbeatAreHeldToTheirType() {
        server.on("POST", "/v1/miner/heartbeat", Reply.json(200, "{\"server_time\":1758893820}"));

        assertThat(TestClient.await(client.coordinator.heartbeat(Samples.heartbeat())))
                .isEqualTo(new Answer.Retry<>("heartbeat: the answer cannot be read: $.server_time must be a time such"
                        + " as 2025-09-26T13:37:00Z, got a number"));
    }

    @Test
    void cancelsOfJobsThatCannotBeOursAreIgnored() {
        server.on(
                "POST",
                "/v1/miner/heartbeat",
                Reply.json(
                        200,
                        "{\"next_heartbeat_secs\":999999999,\"cancels\":[{\"id\":\"../x\"},{\"id\":\"j\",\"reason\":\"a\\nb\"}],"
                                + "\"leases\":[{\"id\":\" \",\"lease_id\":\"l\",\"ttl_secs\":5,"
                                + "\"expires_at\":\"2025-09-26T13:37:00Z\"}]}"));

        assertThat(TestClient.ok(client.coordinator.heartbeat(Samples.heartbeat())))
                .isEqualTo(new HeartbeatReply(
                        null,
                        Duration.ofHours(1),
                        Map.of(),
                        List.of(new HeartbeatReply.Cancel(new JobId("j"), null, "a b"))));
    }
}
