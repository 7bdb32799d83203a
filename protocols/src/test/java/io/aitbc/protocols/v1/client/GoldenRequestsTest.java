package io.aitbc.protocols.v1.client;

import io.aitbc.api.host.Capabilities;
import io.aitbc.api.wire.Heartbeat;
import io.aitbc.api.wire.ProofSubmission;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, to a coordinator of the guide's and to one that knows everything. */
class GoldenRequestsTest {
    @TempDir
    Path dir;

    private FaultServer server;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start().otherwise(request -> Reply.json(200, "{}"));
        client = new TestClient(server.url());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void theGuidesCalls() throws Exception {
        server.on("POST", "/v1/miner/register", Reply.json(404, "{\"detail\":\"Not Found\"}"));
        TestClient.await(client.coordinator.register(Samples.capabilities()));
        server.take();

        TestClient.ok(client.coordinator.heartbeat(Samples.heartbeat()));
        Golden.check("guide-heartbeat-gpu", server.take());
        Capabilities cpu = Samples.bareCapabilities();
        TestClient.ok(client.coordinator.heartbeat(new Heartbeat(Heartbeat.State.ONLINE, cpu, 1, List.of())));
        Golden.check("guide-heartbeat-cpu", server.take());
        TestClient.ok(client.coordinator.next(1, Duration.ZERO));
        Golden.check("guide-next", server.take());
        Path output = Files.writeString(dir.resolve("out.json"), Samples.OUTPUT);
        TestClient.ok(client.coordinator.prove(
                new ProofSubmission(Samples.guideJob(), Samples.proof(), Samples.ID, output, false)));
        Golden.check("guide-proof", server.take());
    }

    @Test
    void allCalls() throws Exception {
        server.on("POST", "/v1/miner/register", Reply.json(200, """
                        {"miner_id":"m","server_time":"2025-09-26T13:37:00Z","heartbeat_secs":15,
                         "long_poll_max_secs":30,"lease_ttl_secs":900,"max_inline_output_bytes":1,
                         "max_output_bytes":1}"""));
        TestClient.ok(client.coordinator.register(Samples.capabilities()));
        Golden.check("register", server.take());
        TestClient.ok(client.coordinator.heartbeat(Samples.heartbeat()));
        Golden.check("heartbeat", server.take());
        TestClient.ok(client.coordinator.next(2, Duration.ofSeconds(30)));
        Golden.check("next", server.take());
        TestClient.await(client.coordinator.renew(List.of(Samples.GRANTED, Samples.MADE_UP)));
        Golden.check("renew", server.take());
        TestClient.ok(client.coordinator.fail(Samples.failure(Samples.GRANTED)));
        Golden.check("fail", server.take());
    }

    @Test
    void outputs() throws Exception {
        Path output = Files.writeString(dir.resolve("out.json"), Samples.OUTPUT);
        TestClient.ok(
                client.coordinator.upload(Samples.GRANTED.job(), Samples.proof().primary(), output));
        Golden.check("upload", server.take());
        TestClient.ok(client.coordinator.prove(
                new ProofSubmission(Samples.grantedJob(), Samples.proof(), Samples.ID, output, false)));
        Golden.check("proof-inline", server.take());
        TestClient.ok(client.coordinator.prove(
                new ProofSubmission(Samples.grantedJob(), Samples.proofWithParts(), Samples.ID, null, true)));
        Golden.check("proof-uploaded", server.take());
    }
}
