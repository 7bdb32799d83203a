package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.Caller.Answer;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.SubmitRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each code of the closed list, with its status, over real HTTP. */
class ErrorCodesTest {
    private static final String KEY = "3d813cbb-47fb-4f20-9a52-8d2f6b6f5a4e";

    @TempDir
    private Path data;

    private LiveCoordinator coordinator;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        coordinator = LiveCoordinator.dev(data, Wire.rules(2, 2));
        caller = new Caller(coordinator.url(), "key");
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void no_key() {
        Caller nobody = new Caller(coordinator.url(), null);
        assertThat(nobody.get("/v1/jobs").error()).isEqualTo("401 UNAUTHORIZED_KEY");
        assertThat(nobody.post("/v1/miner/heartbeat", Wire.guideHeartbeat("m", "w"))
                        .error())
                .isEqualTo("401 UNAUTHORIZED_KEY");
        for (String header : List.of("Basic abc", "Bearer", "Bearer ", "key")) {
            assertThat(nobody.call("GET", "/v1/jobs", BodyPublishers.noBody(), "Authorization", header)
                            .error())
                    .as(header)
                    .isEqualTo("401 UNAUTHORIZED_KEY");
        }
    }

    @Test
    void no_such_path_and_no_such_method() {
        assertThat(caller.get("/v1/nothing").error()).isEqualTo("404 NOT_FOUND");
        assertThat(caller.post("/", "{}").error()).isEqualTo("404 NOT_FOUND");
        assertThat(caller.call("DELETE", "/v1/jobs", BodyPublishers.noBody()).error())
                .isEqualTo("405 METHOD_NOT_ALLOWED");
        assertThat(caller.get("/v1/miner/proof").error()).isEqualTo("405 METHOD_NOT_ALLOWED");
    }

    @Test
    void no_such_job() {
        assertThat(caller.get("/v1/jobs/j-none").error()).isEqualTo("404 JOB_NOT_FOUND");
        assertThat(caller.get("/v1/jobs/j-none/output").error()).isEqualTo("404 JOB_NOT_FOUND");
        assertThat(caller.post("/v1/jobs/j-none/cancel", "").error()).isEqualTo("404 JOB_NOT_FOUND");
        assertThat(caller.post("/v1/miner/proof", Wire.guideProof("j-none")).error())
                .isEqualTo("404 JOB_NOT_FOUND");
        assertThat(caller.put("/v1/miner/jobs/j-none/outputs/" + Wire.SHA + "?name=x", new byte[0])
                        .error())
                .isEqualTo("404 JOB_NOT_FOUND");
    }

    @Test
    void a_job_that_is_not_ready() {
        String id = submitted();
        assertThat(caller.get("/v1/jobs/" + id + "/output").error()).isEqualTo("409 JOB_NOT_READY");
    }

    @Test
    void a_proof_without_bytes_has_no_output_and_says_why() {
        introduce();
        submitted();
        JobOffer offer = taken();
        caller.post("/v1/miner/proof", Wire.proof(offer));
        Answer answer = caller.get("/v1/jobs/" + offer.id() + "/output");
        assertThat(answer.error()).isEqualTo("409 JOB_NOT_READY");
        assertThat(answer.message()).contains("its miner delivered no bytes").contains(Wire.SHA);
    }

    @Test
    void a_state_that_does_not_allow_it() {
        assertThat(caller.get("/v1/miner/next?miner=unknown&slots=1").error()).isEqualTo("409 CONFLICT_STATE");
        introduce();
        submitted();
        JobOffer offer = taken();
        caller.post("/v1/miner/proof", Wire.proof(offer));
        assertThat(caller.post("/v1/miner/proof", Wire.proof(offer.id(), null, Wire.OTHER_SHA))
                        .error())
                .isEqualTo("409 CONFLICT_STATE");
        assertThat(caller.post("/v1/jobs/" + offer.id() + "/cancel", "").error())
                .isEqualTo("409 CONFLICT_STATE");
    }

    @Test
    void a_lease_of_somebody_else() {
        introduce();
        submitted();
        JobOffer offer = taken();
        Caller thief = new Caller(coordinator.url(), "another key");
        assertThat(thief.post("/v1/miner/proof", Wire.proof(offer)).error()).isEqualTo("409 LEASE_LOST");
        assertThat(thief.post("/v1/miner/proof", Wire.guideProof(offer.id())).error())
                .isEqualTo("409 LEASE_LOST");
        assertThat(thief.post("/v1/miner/fail", Wire.failure(offer, "m1", FailureCode.E_OOM, true))
                        .error())
                .isEqualTo("409 LEASE_LOST");
        assertThat(thief.put("/v1/miner/jobs/" + offer.id() + "/outputs/" + Wire.SHA + "?name=x", new byte[0])
                        .error())
                .isEqualTo("409 LEASE_LOST");
        assertThat(caller.get("/v1/jobs/" + offer.id()).as(JobView.class).minerId())
                .isEqualTo("m1");
    }

    @Test
    void an_idempotency_key_with_another_body() {
        Answer first = caller.post("/v1/jobs", Wire.job(), "Idempotency-Key", KEY);
        assertThat(first.status()).isEqualTo(201);
        Answer again = caller.post("/v1/jobs", Wire.job(), "Idempotency-Key", KEY.toUpperCase(java.util.Locale.ROOT));
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        SubmitRequest other = new SubmitRequest("llm_gen", null, null, null, null, null);
        assertThat(caller.post("/v1/jobs", other, "Idempotency-Key", KEY).error())
                .isEqualTo("409 IDEMPOTENCY_KEY_REUSED");
        assertThat(caller.post("/v1/jobs", Wire.job(), "Idempotency-Key", "not-a-uuid")
                        .error())
                .isEqualTo("400 INVALID_PAYLOAD");
    }

    @Test
    void an_output_that_is_not_what_was_said() {
        introduce();
        submitted();
        JobOffer offer = taken();
        assertThat(caller.post("/v1/miner/proof", proof(offer, "YWJj", 3)).error())
                .isEqualTo("422 OUTPUT_MISMATCH");
        assertThat(caller.post("/v1/miner/proof", proof(offer, "", 1)).error()).isEqualTo("422 OUTPUT_MISMATCH");
        assertThat(caller.post("/v1/miner/proof", proof(offer, "%%%", 0)).error())
                .isEqualTo("422 INVALID_PAYLOAD");
        assertThat(caller.post("/v1/miner/proof", proof(offer, null, 0)).error())
                .isEqualTo("422 OUTPUT_MISMATCH");
        String path = "/v1/miner/jobs/" + offer.id() + "/outputs/" + Wire.OTHER_SHA + "?name=x";
        assertThat(caller.put(path, new byte[10]).error()).isEqualTo("422 OUTPUT_MISMATCH");
        assertThat(caller.get("/v1/jobs/" + offer.id()).as(JobView.class).credited())
                .isNull();
        assertThat(caller.post("/v1/miner/proof", proof(offer, "", 0)).status()).isEqualTo(200);
    }

    @Test
    void a_workload_that_nobody_has() {
        SubmitRequest typo = new SubmitRequest("torch_bnech", null, null, null, null, null);
        Answer answer = caller.post("/v1/jobs", typo);
        assertThat(answer.error()).isEqualTo("422 NO_ELIGIBLE_MINER");
        assertThat(answer.message()).contains("torch_bnech");
    }

    @Test
    void too_many_polls_of_one_key() throws Exception {
        introduce();
        List<CompletableFuture<Answer>> polls = new ArrayList<>();
        BlockingQueue<Answer> refused = new LinkedBlockingQueue<>();
        for (int i = 0; i < 5; i++) {
            polls.add(caller.getting("/v1/miner/next?miner=m1&slots=1&wait=30").thenApply(answer -> {
                if (answer.status() == 429) {
                    refused.add(answer);
                }
                return answer;
            }));
        }
        for (int i = 0; i < 3; i++) {
            Answer answer = refused.poll(20, TimeUnit.SECONDS);
            assertThat(answer.error()).isEqualTo("429 RATE_LIMITED");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        submitted();
        submitted();
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<Answer> poll : polls) {
            statuses.add(poll.get(20, TimeUnit.SECONDS).status());
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 200, 429, 429, 429);
    }

    @Test
    void a_full_queue() {
        submitted();
        submitted();
        Answer answer = caller.post("/v1/jobs", Wire.job(), "Idempotency-Key", KEY);
        assertThat(answer.error()).isEqualTo("503 UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isEqualTo("10");
        introduce();
        taken();
        assertThat(caller.post("/v1/jobs", Wire.job(), "Idempotency-Key", KEY).status())
                .as("not remembered")
                .isEqualTo(201);
    }

    private void introduce() {
        assertThat(caller.post("/v1/miner/register", Wire.registration("m1", "w"))
                        .status())
                .isEqualTo(200);
    }

    private String submitted() {
        return caller.post("/v1/jobs", Wire.job()).as(JobView.class).id();
    }

    private JobOffer taken() {
        return caller.get("/v1/miner/next?miner=m1&slots=1").as(JobOffer.class);
    }

    /** @param inline null for one that says it was uploaded */
    private static ProofRequest proof(JobOffer offer, @org.jspecify.annotations.Nullable String inline, long bytes) {
        ProofRequest.Output output = new ProofRequest.Output("out.txt", bytes, "text/plain", inline, inline == null);
        return new ProofRequest(
                offer.id(), Mode.CPU, Wire.SHA, Map.of(), null, null, null, null, null, null, null, output, null);
    }
}
