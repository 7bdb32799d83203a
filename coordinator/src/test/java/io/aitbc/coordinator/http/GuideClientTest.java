package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.RawCall;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.WalletBalance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The guide's miner, byte for byte as its script and its curl calls speak: a heartbeat with {@code gpu} as 0 or 1,
 * {@code next?miner=&slots=}, a proof without miner id, lease or Idempotency-Key, and a look at the balance without any
 * key.
 */
class GuideClientTest {
    @TempDir
    private Path data;

    private LiveCoordinator coordinator;
    private Caller client;

    @BeforeEach
    void start() throws Exception {
        coordinator = LiveCoordinator.dev(data);
        client = new Caller(coordinator.url(), "somebody");
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-node", "$(hostname)-gpu0"})
    void its_whole_way_credits_its_wallet_exactly_once(String miner) throws Exception {
        String id = client.post("/v1/jobs", "{\"workload\":\"torch_bench\",\"price\":3}")
                .as(JobView.class)
                .id();

        assertThat(post("/v1/miner/heartbeat", heartbeat(miner, 0))).startsWith("200 {");
        String job = get("/v1/miner/next?miner=" + miner + "&slots=1");
        assertThat(job).startsWith("200 {").contains("\"id\":\"" + id + "\"", "\"workload\":\"torch_bench\"");
        assertThat(get("/v1/miner/next?miner=" + miner + "&slots=1")).isEqualTo("204 ");

        String proof = "{\n  \"id\": \"" + id + "\",\n  \"mode\": \"cpu\",\n  \"output_sha\": \""
                + Hashes.of("throughput_ops=100, seconds=1.2345\n".getBytes(StandardCharsets.UTF_8))
                + "\",\n  \"metrics\": {}\n}";
        String accepted = post("/v1/miner/proof", proof);
        assertThat(accepted).startsWith("200 {").contains("\"credited\":3", "\"wallet\":\"wallet_demo\"");
        assertThat(post("/v1/miner/proof", proof))
                .as("its script may repeat itself")
                .isEqualTo(accepted);

        WalletBalance balance =
                new Caller(coordinator.url(), null).get("/v1/wallet/balance").as(WalletBalance.class);
        assertThat(balance.wallet()).isEqualTo("wallet_demo");
        assertThat(balance.balance()).isEqualTo(3);
        assertThat(balance.jobsCredited()).isEqualTo(1);
        assertThat(client.get("/v1/jobs/" + id).as(JobView.class).state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void it_is_heard_with_gpu_as_a_number_and_as_a_truth_value() throws Exception {
        for (String gpu : new String[] {"0", "1", "true", "false"}) {
            assertThat(post("/v1/miner/heartbeat", heartbeat("m", 0).replace("\"gpu\": 0", "\"gpu\": " + gpu)))
                    .startsWith("200 {");
        }
        assertThat(post("/v1/miner/heartbeat", heartbeat("m", 2))).startsWith("400 ");
    }

    @Test
    void it_needs_no_wait_and_no_lease_and_has_fifteen_minutes() {
        client.post("/v1/jobs", "{\"workload\":\"llm_gen\"}");
        client.post("/v1/miner/heartbeat", heartbeat("m", 1).replace("cpu", "gpu"));
        JobOffer offer = client.get("/v1/miner/next?miner=m&slots=1").as(JobOffer.class);
        assertThat(offer.lease().ttlSecs()).isEqualTo(900);
    }

    @Test
    void nobody_has_been_heard_of_yet() {
        assertThat(new Caller(coordinator.url(), null).get("/v1/wallet/balance").error())
                .isEqualTo("404 NOT_FOUND");
    }

    private static String heartbeat(String miner, int gpu) {
        return "{\n  \"miner_id\": \"" + miner
                + "\",\n  \"wallet\": \"wallet_demo\",\n  \"mode\": \"cpu\",\n  \"gpu\": " + gpu + "\n}";
    }

    /** {@code curl -fsS -X POST URL -H 'Authorization: …' -H 'Content-Type: application/json' --data …} */
    private String post(String path, String body) throws Exception {
        return text(RawCall.send(
                coordinator.port(),
                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n"
                        + "Authorization: Bearer CHANGE_ME\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body));
    }

    /** {@code curl -fsS -X GET URL -H 'Authorization: …'}: the query goes out as it is. */
    private String get(String path) throws Exception {
        return text(RawCall.send(
                coordinator.port(),
                "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n"
                        + "Authorization: Bearer CHANGE_ME\r\nConnection: close\r\n\r\n"));
    }

    private static String text(RawCall.Reply reply) {
        return reply.status() + " " + reply.body();
    }
}
