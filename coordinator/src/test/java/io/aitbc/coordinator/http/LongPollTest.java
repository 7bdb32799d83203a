package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.Caller.Answer;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.RawCall;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.ProofResponse;
import io.aitbc.protocols.v1.WalletBalance;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongPollTest {
    private static final String WAIT = "/v1/miner/next?miner=m1&slots=1&wait=30";

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
        miner.post("/v1/miner/register", Wire.registration("m1", "alice"));
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void a_waiting_miner_has_its_job_when_the_client_has_its_answer() throws Exception {
        long[] nanos = new long[30];
        for (int i = 0; i < nanos.length; i++) {
            CompletableFuture<Answer> poll = miner.getting(WAIT);
            barrier();
            String id = client.post("/v1/jobs", Wire.job()).as(JobView.class).id();
            long submitted = System.nanoTime();
            assertThat(poll.get(20, TimeUnit.SECONDS).as(JobOffer.class).id()).isEqualTo(id);
            nanos[i] = System.nanoTime() - submitted;
        }
        Arrays.sort(nanos);
        // both answers leave after the same commit; the bound is generous for a busy machine, the usual figure is under
        // a millisecond
        assertThat(nanos[nanos.length / 2]).isLessThan(TimeUnit.MILLISECONDS.toNanos(50));
    }

    @Test
    void many_pollers_and_many_jobs_meet_one_to_one() throws Exception {
        int jobs = 120;
        List<CompletableFuture<Answer>> polls = new ArrayList<>();
        List<CompletableFuture<Answer>> submissions = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            polls.add(miner.getting(WAIT));
            submissions.add(client.posting("/v1/jobs", Wire.job()));
        }
        Set<String> submitted = new HashSet<>();
        for (CompletableFuture<Answer> submission : submissions) {
            submitted.add(submission.get(30, TimeUnit.SECONDS).as(JobView.class).id());
        }
        Set<String> granted = new HashSet<>();
        List<CompletableFuture<Answer>> proofs = new ArrayList<>();
        for (CompletableFuture<Answer> poll : polls) {
            JobOffer offer = poll.get(30, TimeUnit.SECONDS).as(JobOffer.class);
            assertThat(granted.add(offer.id())).as("granted once").isTrue();
            assertThat(offer.lease().attempt()).isEqualTo(1);
            proofs.add(miner.posting("/v1/miner/proof", Wire.proof(offer)));
            proofs.add(miner.posting("/v1/miner/proof", Wire.proof(offer)));
        }
        assertThat(granted).isEqualTo(submitted);
        for (CompletableFuture<Answer> proof : proofs) {
            assertThat(proof.get(30, TimeUnit.SECONDS).as(ProofResponse.class).credited())
                    .isEqualTo(5);
        }
        WalletBalance balance = client.get("/v1/wallet/balance?wallet=alice").as(WalletBalance.class);
        assertThat(balance.jobsCredited()).isEqualTo(jobs);
        assertThat(balance.balance()).isEqualTo(5L * jobs);
    }

    @Test
    void a_miner_that_hung_up_while_it_waited_is_given_nothing() throws Exception {
        try (Socket gone = RawCall.connect(coordinator.port())) {
            gone.getOutputStream()
                    .write(("GET " + WAIT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer miner-key\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            gone.getOutputStream().flush();
            barrier();
        }
        barrier();
        String id = client.post("/v1/jobs", Wire.job()).as(JobView.class).id();
        JobOffer offer = miner.get(WAIT).as(JobOffer.class);
        assertThat(offer.id()).isEqualTo(id);
        JobView job = client.get("/v1/jobs/" + id).as(JobView.class);
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(job.attempts()).isEqualTo(1);
    }

    @Test
    void a_poll_ends_with_204_when_its_time_is_up() {
        long before = System.nanoTime();
        assertThat(miner.get("/v1/miner/next?miner=m1&slots=1&wait=1").status()).isEqualTo(204);
        assertThat(System.nanoTime() - before)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(990), TimeUnit.SECONDS.toNanos(15));
    }

    @Test
    void a_stop_sends_waiting_miners_home() throws Exception {
        CompletableFuture<Answer> poll = miner.getting(WAIT);
        barrier();
        coordinator.close();
        assertThat(poll.get(20, TimeUnit.SECONDS).status()).isEqualTo(204);
    }

    /**
     * Whatever was sent before is behind this in the event loop and in the writer; not certain across sockets, which no
     * test relies on.
     */
    private void barrier() {
        miner.post("/v1/miner/heartbeat", Wire.heartbeat("m1"));
        miner.post("/v1/miner/heartbeat", Wire.heartbeat("m1"));
    }
}
