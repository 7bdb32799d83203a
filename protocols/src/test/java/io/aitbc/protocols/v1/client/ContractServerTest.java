package io.aitbc.protocols.v1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.host.AccelMode;
import io.aitbc.api.host.Capabilities;
import io.aitbc.api.wire.MinerIdentity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watchman himself: a request or an answer that leaves the document is noticed. */
class ContractServerTest {
    private final ContractServer server = new ContractServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void noticesWhatDoesNotFit() {
        try (TestClient client = new TestClient(server.url());
                TestClient nameless =
                        new TestClient(server.url(), Duration.ofSeconds(10), new MinerIdentity("", "wallet"))) {
            server.on("heartbeat", 200, "{}").on("next", 204, "").on("register", 200, "{}");
            nameless.coordinator
                    .heartbeat(Samples.heartbeat())
                    .toCompletableFuture()
                    .join();
            noticed("heartbeat", "#/miner_id");
            client.coordinator.next(0, Duration.ZERO).toCompletableFuture().join();
            noticed("next", "slots");
            Capabilities none =
                    new Capabilities(AccelMode.CPU, 0, List.of(), List.of(), new Capabilities.Limits(0, 0, 1, 0), null);
            client.coordinator.register(none).toCompletableFuture().join();
            noticed("register", "concurrency");
            server.on("heartbeat", 200, "{\"next_heartbeat_secs\":\"soon\"}");
            client.coordinator
                    .heartbeat(Samples.heartbeat())
                    .toCompletableFuture()
                    .join();
            noticed("heartbeat", "next_heartbeat_secs");
        }
    }

    private void noticed(String operation, String what) {
        assertThat(server.problems)
                .singleElement()
                .asString()
                .startsWith(operation + ": ")
                .contains(what);
        server.problems.clear();
    }
}
