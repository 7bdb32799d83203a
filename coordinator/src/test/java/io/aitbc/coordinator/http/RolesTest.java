package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobPage;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.ProofResponse;
import io.aitbc.protocols.v1.WalletBalance;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys may do where keys count. */
class RolesTest {
    @TempDir
    private Path data;

    private LiveCoordinator coordinator;
    private Caller miner;
    private Caller client;
    private Caller otherClient;
    private Caller admin;
    private Caller stranger;

    @BeforeEach
    void start() throws Exception {
        String minerKey = LiveCoordinator.key(data, Role.MINER, "alice");
        String clientKey = LiveCoordinator.key(data, Role.CLIENT, null);
        String otherKey = LiveCoordinator.key(data, Role.CLIENT, null);
        String adminKey = LiveCoordinator.key(data, Role.ADMIN, null);
        coordinator = LiveCoordinator.keyed(data);
        miner = new Caller(coordinator.url(), minerKey);
        client = new Caller(coordinator.url(), clientKey);
        otherClient = new Caller(coordinator.url(), otherKey);
        admin = new Caller(coordinator.url(), adminKey);
        stranger = new Caller(coordinator.url(), minerKey.substring(0, minerKey.length() - 1) + "!");
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void a_wrong_key_opens_nothing() {
        assertThat(stranger.get("/v1/jobs").error()).isEqualTo("401 UNAUTHORIZED_KEY");
        assertThat(new Caller(coordinator.url(), "CHANGE_ME")
                        .get("/v1/wallet/balance")
                        .error())
                .isEqualTo("401 UNAUTHORIZED_KEY");
        assertThat(new Caller(coordinator.url(), null).get("/v1/wallet/balance").error())
                .isEqualTo("401 UNAUTHORIZED_KEY");
        assertThat(new Caller(coordinator.url(), null).get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void each_role_has_its_calls() {
        assertThat(client.post("/v1/miner/heartbeat", Wire.guideHeartbeat("m", "w"))
                        .error())
                .isEqualTo("403 FORBIDDEN_ROLE");
        assertThat(miner.post("/v1/jobs", Wire.job()).error()).isEqualTo("403 FORBIDDEN_ROLE");
        assertThat(miner.get("/v1/miners").error()).isEqualTo("403 FORBIDDEN_ROLE");
        assertThat(client.get("/v1/miners").status()).isEqualTo(200);
        assertThat(admin.post("/v1/jobs", Wire.job()).status()).isEqualTo(201);
        assertThat(admin.post("/v1/miner/heartbeat", Wire.guideHeartbeat("m", "w"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_client_sees_its_own_jobs_and_an_admin_sees_all() {
        String id = client.post("/v1/jobs", Wire.job()).as(JobView.class).id();
        assertThat(client.get("/v1/jobs/" + id).status()).isEqualTo(200);
        assertThat(admin.get("/v1/jobs/" + id).status()).isEqualTo(200);
        assertThat(otherClient.get("/v1/jobs/" + id).error()).isEqualTo("404 JOB_NOT_FOUND");
        assertThat(otherClient.get("/v1/jobs/" + id + "/output").error()).isEqualTo("404 JOB_NOT_FOUND");
        assertThat(otherClient.post("/v1/jobs/" + id + "/cancel", "").error()).isEqualTo("404 JOB_NOT_FOUND");
        assertThat(otherClient.get("/v1/jobs").as(JobPage.class).jobs()).isEmpty();
        assertThat(admin.get("/v1/jobs").as(JobPage.class).jobs()).hasSize(1);
    }

    @Test
    void a_miners_key_earns_for_its_own_wallet_and_sees_no_other() {
        assertThat(miner.post("/v1/miner/heartbeat", Wire.guideHeartbeat("m", "mallory"))
                        .error())
                .isEqualTo("403 FORBIDDEN_ROLE");
        miner.post("/v1/miner/heartbeat", Wire.guideHeartbeat("m", "alice"));
        client.post("/v1/jobs", Wire.job());
        JobOffer offer = miner.get("/v1/miner/next?miner=m&slots=1").as(JobOffer.class);
        assertThat(miner.post("/v1/miner/proof", Wire.guideProof(offer.id()))
                        .as(ProofResponse.class)
                        .wallet())
                .isEqualTo("alice");
        assertThat(miner.get("/v1/wallet/balance").as(WalletBalance.class).balance())
                .isEqualTo(5);
        assertThat(miner.get("/v1/wallet/balance?wallet=bob").error()).isEqualTo("403 FORBIDDEN_ROLE");
        assertThat(client.get("/v1/wallet/balance?wallet=alice")
                        .as(WalletBalance.class)
                        .jobsCredited())
                .isEqualTo(1);
        assertThat(client.get("/v1/wallet/balance").error()).isEqualTo("404 NOT_FOUND");
    }
}
