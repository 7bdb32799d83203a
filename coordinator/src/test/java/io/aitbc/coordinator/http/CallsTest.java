package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.Caller.Answer;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.DeviceInfo;
import io.aitbc.protocols.v1.EngineInfo;
import io.aitbc.protocols.v1.FailResponse;
import io.aitbc.protocols.v1.Health;
import io.aitbc.protocols.v1.HeartbeatResponse;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobPage;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.MinerList;
import io.aitbc.protocols.v1.MinerState;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.OutputPart;
import io.aitbc.protocols.v1.OutputReceipt;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.ProofResponse;
import io.aitbc.protocols.v1.RegisterResponse;
import io.aitbc.protocols.v1.RenewRequest;
import io.aitbc.protocols.v1.RenewResponse;
import io.aitbc.protocols.v1.WalletBalance;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every call of the document, over real HTTP, each answer held against it. */
class CallsTest {
    private static final byte[] OUTPUT = "{\"checksum\":\"42\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PART = "a picture".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path data;

    private LiveCoordinator coordinator;
    private Caller miner;
    private Caller client;

    @BeforeEach
    void start() throws Exception {
        coordinator = LiveCoordinator.dev(data);
        miner = new Caller(coordinator.url(), "miner-key");
        client = new Caller(coordinator.url(), "client-key");
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void a_miner_registers_and_is_listed() {
        Answer answer = miner.post("/v1/miner/register", Wire.registration("m1", "wallet-m1"));
        assertThat(answer.status()).isEqualTo(200);
        RegisterResponse offers = answer.as(RegisterResponse.class);
        assertThat(offers.leaseTtlSecs()).isEqualTo(60);
        assertThat(offers.longPollMaxSecs()).isEqualTo(30);
        assertThat(offers.maxInlineOutputBytes()).isEqualTo(1 << 20);
        assertThat(offers.maxOutputBytes()).isEqualTo(256L << 20);

        MinerList.Miner listed =
                client.get("/v1/miners").as(MinerList.class).miners().get(0);
        assertThat(listed.minerId()).isEqualTo("m1");
        assertThat(listed.state()).isEqualTo(MinerState.ONLINE);
        assertThat(listed.workloads()).containsExactly("torch_bench");
    }

    @Test
    void a_job_goes_its_way_with_an_output_inside_the_proof() {
        miner.post("/v1/miner/register", Wire.registration("m1", "wallet-m1"));
        Answer submitted = client.post("/v1/jobs", Wire.job());
        assertThat(submitted.status()).isEqualTo(201);
        JobView job = submitted.as(JobView.class);
        assertThat(submitted.header("Location")).isEqualTo("/v1/jobs/" + job.id());
        assertThat(client.get("/v1/jobs/" + job.id() + "/output").error()).isEqualTo("409 JOB_NOT_READY");

        JobOffer offer = next();
        assertThat(offer.params()).isEqualTo(Map.of("size", 64L));
        HeartbeatResponse beat = miner.post("/v1/miner/heartbeat", Wire.heartbeat("m1", Wire.running(offer, 0.25)))
                .as(HeartbeatResponse.class);
        assertThat(beat.leases()).hasSize(1);
        assertThat(client.get("/v1/jobs/" + job.id()).as(JobView.class).progress())
                .isEqualTo(0.25);
        RenewResponse renewed = miner.post(
                        "/v1/miner/leases/renew",
                        new RenewRequest("m1", List.of(new RenewRequest.Held(offer.id(), Wire.lease(offer)))))
                .as(RenewResponse.class);
        assertThat(renewed.lost()).isEmpty();

        Answer proved = miner.post(
                "/v1/miner/proof",
                inline(offer),
                "Idempotency-Key",
                UUID.nameUUIDFromBytes(OUTPUT).toString());
        assertThat(proved.status()).as(proved.text()).isEqualTo(200);
        assertThat(proved.as(ProofResponse.class))
                .isEqualTo(new ProofResponse(job.id(), JobState.COMPLETED, 5, "wallet-m1"));
        Answer again = miner.post(
                "/v1/miner/proof",
                inline(offer),
                "Idempotency-Key",
                UUID.nameUUIDFromBytes(OUTPUT).toString());
        assertThat(again.text()).isEqualTo(proved.text());

        JobView done = client.get("/v1/jobs/" + job.id()).as(JobView.class);
        assertThat(done.seed()).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(done.engine()).isEqualTo(new EngineInfo("pytorch", "2.7.1"));
        assertThat(done.output().stored()).isTrue();
        Answer output = client.get("/v1/jobs/" + job.id() + "/output");
        assertThat(output.response().body()).isEqualTo(OUTPUT);
        assertThat(output.header("Content-Type")).isEqualTo("application/json");
        assertThat(output.header("ETag")).isEqualTo("\"" + Hashes.of(OUTPUT) + "\"");
        WalletBalance balance =
                client.get("/v1/wallet/balance?wallet=wallet-m1").as(WalletBalance.class);
        assertThat(balance.balance()).isEqualTo(5);
        assertThat(balance.unit()).isEqualTo("credit");
        assertThat(balance.jobsCredited()).isEqualTo(1);
    }

    @Test
    void outputs_that_were_uploaded_are_fetched_by_their_hash() {
        miner.post("/v1/miner/register", Wire.registration("m1", "wallet-m1"));
        client.post("/v1/jobs", Wire.job());
        JobOffer offer = next();
        String sha = Hashes.of(OUTPUT);
        String part = Hashes.of(PART);
        String path = "/v1/miner/jobs/" + offer.id() + "/outputs/";
        String query = "?name=out.json&media_type=application/json&lease_id=" + Wire.lease(offer);
        Answer first = miner.put(path + sha + query, OUTPUT);
        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(first.as(OutputReceipt.class)).isEqualTo(new OutputReceipt(offer.id(), sha, OUTPUT.length));
        assertThat(miner.put(path + sha + query, OUTPUT).status()).isEqualTo(200);

        ProofRequest proof = uploaded(offer, sha, part);
        Answer early = miner.post(
                "/v1/miner/proof",
                proof,
                "Idempotency-Key",
                UUID.nameUUIDFromBytes(PART).toString());
        assertThat(early.error()).as("its part is not here yet").isEqualTo("422 OUTPUT_MISMATCH");
        assertThat(miner.put(path + part + "?name=p.png", PART).status()).isEqualTo(201);
        Answer proved = miner.post(
                "/v1/miner/proof",
                proof,
                "Idempotency-Key",
                UUID.nameUUIDFromBytes(PART).toString());
        assertThat(proved.status()).as(proved.text()).isEqualTo(200);

        assertThat(client.get("/v1/jobs/" + offer.id() + "/output").response().body())
                .isEqualTo(OUTPUT);
        Answer picture = client.get("/v1/jobs/" + offer.id() + "/outputs/" + part);
        assertThat(picture.response().body()).isEqualTo(PART);
        assertThat(picture.header("Content-Type")).isEqualTo("image/png");
        assertThat(picture.header("Content-Disposition")).isEqualTo("attachment; filename=\"p.png\"");
        assertThat(client.get("/v1/jobs/" + offer.id() + "/outputs/" + Wire.OTHER_SHA)
                        .error())
                .isEqualTo("404 NOT_FOUND");
        assertThat(miner.put(path + Wire.OTHER_SHA + "?name=late", PART).error())
                .isEqualTo("409 CONFLICT_STATE");
    }

    @Test
    void a_failed_job_says_why() {
        miner.post("/v1/miner/register", Wire.registration("m1", "wallet-m1"));
        client.post("/v1/jobs", Wire.job());
        JobOffer offer = next();
        FailResponse failed = miner.post("/v1/miner/fail", Wire.failure(offer, "m1", FailureCode.E_INVALID, false))
                .as(FailResponse.class);
        assertThat(failed.state()).isEqualTo(JobState.FAILED);
        JobView job = client.get("/v1/jobs/" + offer.id()).as(JobView.class);
        assertThat(job.failure().code()).isEqualTo(FailureCode.E_INVALID);
        assertThat(job.credited()).isNull();
    }

    @Test
    void a_job_is_canceled_with_and_without_a_body() {
        String first = client.post("/v1/jobs", Wire.job()).as(JobView.class).id();
        String second = client.post("/v1/jobs", Wire.job()).as(JobView.class).id();
        assertThat(client.post("/v1/jobs/" + first + "/cancel", "")
                        .as(JobView.class)
                        .state())
                .isEqualTo(JobState.CANCELED);
        assertThat(client.post("/v1/jobs/" + second + "/cancel", "{\"why\":\"no need\"}")
                        .as(JobView.class)
                        .state())
                .isEqualTo(JobState.CANCELED);
    }

    @Test
    void jobs_are_listed_newest_first_page_by_page() {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            submitted.add(
                    0, client.post("/v1/jobs", Wire.job()).as(JobView.class).id());
        }
        client.post("/v1/jobs/" + submitted.get(0) + "/cancel", "{}");
        List<String> listed = new ArrayList<>();
        String path = "/v1/jobs?limit=3";
        for (String at = path; at != null; ) {
            JobPage page = client.get(at).as(JobPage.class);
            page.jobs().forEach(job -> listed.add(job.id()));
            assertThat(page.jobs()).allMatch(job -> job.params() == null);
            at = page.nextCursor() == null ? null : path + "&cursor=" + page.nextCursor();
        }
        assertThat(listed).isEqualTo(submitted);
        assertThat(client.get("/v1/jobs?state=CANCELED").as(JobPage.class).jobs())
                .hasSize(1);
        assertThat(client.get("/v1/jobs?state=COMPLETED").as(JobPage.class).jobs())
                .isEmpty();
    }

    @Test
    void no_job_is_a_204_without_a_body() {
        miner.post("/v1/miner/heartbeat", Wire.guideHeartbeat("m1", "wallet-m1"));
        Answer answer = miner.get("/v1/miner/next?miner=m1&slots=1");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void it_is_healthy() {
        assertThat(new Caller(coordinator.url(), null).get("/healthz").as(Health.class))
                .isEqualTo(new Health("ok"));
    }

    private JobOffer next() {
        Answer answer = miner.get("/v1/miner/next?miner=m1&slots=1");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.as(JobOffer.class);
    }

    private static ProofRequest inline(JobOffer offer) {
        return new ProofRequest(
                offer.id(),
                Mode.CPU,
                Hashes.of(OUTPUT),
                Map.of("seconds", 0.5, "throughput_ops", 200L),
                "m1",
                Wire.lease(offer),
                1,
                new BigInteger("18446744073709551615"),
                null,
                new EngineInfo("pytorch", "2.7.1"),
                new DeviceInfo("cpu", "a processor"),
                new ProofRequest.Output(
                        "out.json",
                        OUTPUT.length,
                        "application/json",
                        Base64.getEncoder().encodeToString(OUTPUT),
                        null),
                null);
    }

    private static ProofRequest uploaded(JobOffer offer, String sha, String part) {
        return new ProofRequest(
                offer.id(),
                Mode.CPU,
                sha,
                Map.of(),
                "m1",
                Wire.lease(offer),
                1,
                null,
                null,
                null,
                null,
                new ProofRequest.Output("out.json", OUTPUT.length, "application/json", null, true),
                List.of(new OutputPart("p.png", PART.length, "image/png", part)));
    }
}
