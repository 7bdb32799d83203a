package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.OutputFile;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.HeartbeatReply;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.api.wire.Receipt;
import io.aitbc.api.wire.Registration;
import io.aitbc.api.wire.RenewReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the client sends fits the document, and it understands whatever the document lets a coordinator answer. */
class ClientContractTest {
    private static final String TERM = "\"ttl_secs\":900,\"expires_at\":\"2025-09-26T13:52:00Z\"";

    @TempDir
    Path dir;

    private static ContractServer server;
    private TestClient client;

    @BeforeAll
    static void startServer() {
        server = new ContractServer();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        server.forget();
        client = new TestClient(server.url());
    }

    @AfterEach
    void nothingLeftTheDocument() {
        client.close();
        assertThat(server.problems).isEmpty();
        assertThat(server.operations).isNotEmpty();
    }

    private void register() {
        server.on("register", 200, """
                {"miner_id":"m","server_time":"2025-09-26T13:37:00Z","heartbeat_secs":15,"long_poll_max_secs":30,
                 "lease_ttl_secs":900,"max_inline_output_bytes":1048576,"max_output_bytes":1073741824}""");
        assertThat(TestClient.ok(client.coordinator.register(Samples.capabilities())))
                .isEqualTo(new Registration(
                        Instant.parse("2025-09-26T13:37:00Z"),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(15),
                        1 << 20,
                        1 << 30));
    }

    @Test
    void registers() {
        register();
        TestClient.ok(client.coordinator.register(Samples.bareCapabilities()));
    }

    @Test
    void heartbeats() {
        register();
        server.on("heartbeat", 200, """
                {"server_time":"2025-09-26T13:37:00.123Z","next_heartbeat_secs":15,
                 "leases":[{"id":"job-1","lease_id":"lease-7",TERM}],
                 "cancels":[{"id":"job-1","lease_id":"lease-7","reason":"withdrawn"},{"id":"job-2"}]}""".replace("TERM", TERM));

        HeartbeatReply reply = TestClient.ok(client.coordinator.heartbeat(Samples.heartbeat()));

        assertThat(reply)
                .isEqualTo(new HeartbeatReply(
                        Instant.parse("2025-09-26T13:37:00.123Z"),
                        Duration.ofSeconds(15),
                        Map.of(Samples.GRANTED, Duration.ofMinutes(15)),
                        List.of(
                                new HeartbeatReply.Cancel(new JobId("job-1"), "lease-7", "withdrawn"),
                                new HeartbeatReply.Cancel(new JobId("job-2"), null, "canceled"))));
        for (Heartbeat.State state : Heartbeat.State.values()) {
            TestClient.ok(client.coordinator.heartbeat(new Heartbeat(state, Samples.bareCapabilities(), 0, List.of())));
        }
    }

    @Test
    void heartbeatsBeforeItIsRegistered() {
        server.on("heartbeat", 200, "{}");

        assertThat(TestClient.ok(client.coordinator.heartbeat(Samples.heartbeat())))
                .isEqualTo(new HeartbeatReply(null, null, Map.of(), List.of()));
    }

    @Test
    void takesAJob() {
        server.on("next", 200, """
                {"id":"job-1","workload":"torch_bench","params":{"size":1024,"x":[0.5,null,18446744073709551615]},
                 "lease":{"lease_id":"lease-7","attempt":2,TERM},"max_runtime_secs":600,
                 "submitted_at":"2025-09-26T13:36:59Z"}""".replace("TERM", TERM));

        Job job =
                TestClient.ok(client.coordinator.next(2, Duration.ofSeconds(1))).orElseThrow();

        assertThat(job.ref()).isEqualTo(Samples.GRANTED);
        assertThat(job.lease()).isEqualTo(Samples.grantedJob().lease());
        assertThat(job.maxRuntime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(job.params().values().toString()).isEqualTo("{size=1024, x=[0.5, null, 18446744073709551615]}");
    }

    @Test
    void findsNoJob() {
        server.on("next", 204, "");

        assertThat(TestClient.ok(client.coordinator.next(1, Duration.ZERO))).isEmpty();
    }

    @Test
    void renews() {
        LeaseRef other = new LeaseRef(new JobId("job-3"), "lease-8");
        LeaseRef unanswered = new LeaseRef(new JobId("job-4"), "lease-9");
        String answer = """
                {"leases":[{"id":"job-1","lease_id":"lease-7",TERM},{"id":"job-3","lease_id":"lease-8",TERM},
                           {"id":"stranger","lease_id":"lease-1",TERM}],
                 "lost":[{"id":"job-3","lease_id":"lease-8","reason":"expired"},{"id":"stranger","lease_id":"x"}]}""";
        server.on("renewLeases", 200, answer.replace("TERM", TERM));

        assertThat(TestClient.ok(
                        client.coordinator.renew(List.of(Samples.GRANTED, Samples.MADE_UP, other, unanswered))))
                .isEqualTo(new RenewReply(Map.of(Samples.GRANTED, Duration.ofMinutes(15)), Set.of(other)));
    }

    @Test
    void asksForNoLeaseThatItMadeUp() {
        assertThat(TestClient.ok(client.coordinator.renew(List.of(Samples.MADE_UP))))
                .isEqualTo(new RenewReply(Map.of(), Set.of()));
        register();
    }

    @Test
    void provesWithTheOutputInside() throws Exception {
        Path output = Files.writeString(dir.resolve("out.json"), Samples.OUTPUT);
        server.on("prove", 200, "{\"id\":\"job-1\",\"state\":\"COMPLETED\",\"credited\":3,\"wallet\":\"wallet_demo\"}");

        assertThat(TestClient.ok(client.coordinator.prove(
                        new ProofSubmission(Samples.grantedJob(), Samples.proof(), Samples.ID, output, false))))
                .isEqualTo(new Receipt("COMPLETED", 3L));
    }

    @Test
    void provesWithoutTheOutput() {
        server.on("prove", 200, "{\"id\":\"job-1\",\"state\":\"COMPLETED\",\"credited\":0}");

        TestClient.ok(client.coordinator.prove(
                new ProofSubmission(Samples.grantedJob(), Samples.proofWithParts(), Samples.ID, null, true)));
        TestClient.ok(client.coordinator.prove(
                new ProofSubmission(Samples.guideJob(), Samples.proof(), Samples.ID, null, false)));
    }

    @Test
    void uploads() throws Exception {
        Path file = Files.writeString(dir.resolve("out.json"), Samples.OUTPUT);
        OutputFile output = Samples.proof().primary();
        for (int status : new int[] {201, 200}) {
            server.on(
                    "uploadOutput",
                    status,
                    "{\"id\":\"job-1\",\"sha256\":\"" + output.sha256() + "\",\"bytes\":" + output.bytes() + "}");
            assertThat(TestClient.ok(client.coordinator.upload(Samples.GRANTED.job(), output, file)))
                    .isEqualTo(Receipt.SILENT);
        }
    }

    @Test
    void reportsFailures() {
        server.on("fail", 200, "{\"id\":\"job-1\",\"state\":\"FAILED\"}");

        assertThat(TestClient.ok(client.coordinator.fail(Samples.failure(Samples.GRANTED))))
                .isEqualTo(new Receipt("FAILED", null));
        server.on("fail", 200, "{\"id\":\"job-2\",\"state\":\"QUEUED\"}");
        TestClient.ok(client.coordinator.fail(Samples.failure(Samples.MADE_UP)));
    }
}
