package io.aitbc.e2e.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.Runner;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.MinerStatus;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Forward;
import io.aitbc.testkit.net.Recorded;
import io.aitbc.testkit.net.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A coordinator that takes every request and answers none: the agent still answers its owner, goes on with its job,
 * asks again when its own patience is over, and loses nothing.
 */
class SilentCoordinatorTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(15);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    /** What came while nothing was answered. */
    private final List<Recorded> unanswered = new CopyOnWriteArrayList<>();

    @Test
    void minerStaysResponsive() throws Exception {
        try (FaultServer silent = FaultServer.start().otherwise(request -> Reply.silence());
                Pool pool = new Pool(Checkout.home(), directory)) {
            Program miner = pool.startMiner("m", Map.of("COORD_URL", silent.url()));
            Eventually.get("a first request", Jobs.SOON, silent::requests, seen -> !seen.isEmpty());

            MinerStatus status = pool.status("m");
            assertThat(status.state()).isEqualTo("STARTING");
            assertThat(status.activity()).isEqualTo("idle: waiting for the coordinator's first answer");
            miner.terminate();
            assertThat(miner.awaitExit(AT_ONCE)).isZero();
        }
    }

    /** In true time, with the patience that is shipped: a call is given up after half a minute. */
    @Test
    void aMinuteOfSilenceEndsNoJobAndNoLoop() throws Exception {
        try (FaultServer between = FaultServer.start();
                Site site =
                        new Site(directory, "--heartbeat-secs", "1", "--long-poll-secs", "2", "--lease-secs", "300")) {
            Forward real = new Forward(site.pool().url());
            between.otherwise(real);
            Program miner = site.online("m", Map.of("COORD_URL", between.url(), "MAX_CONCURRENCY", "2"));
            JobView job = site.jobs().medium();
            Runner runner = site.holdAtWork("m", miner);

            long began = System.nanoTime();
            between.otherwise(request -> {
                if (System.nanoTime() - began > A_MINUTE.toNanos()) {
                    return real.reply(request);
                }
                unanswered.add(request);
                return Reply.silence();
            });
            awaitUnanswered("heartbeat", 1);
            awaitUnanswered("next", 1);
            assertThat(status(site).activity()).isEqualTo("working on 1 job");
            runner.release();
            awaitUnanswered("proof", 1);
            assertThat(status(site).object("outbox").get("waiting")).isEqualTo(1L);

            awaitStatus(site, seen -> !seen.problem().isEmpty());
            assertThat(status(site).problem()).contains("no whole answer within 3");
            awaitUnanswered("register", 1); // a heartbeat that got no answer is followed by an introduction
            awaitUnanswered("next", 2);
            awaitUnanswered("proof", 2);

            assertThat(site.jobs().awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
            assertThat(System.nanoTime() - began).isGreaterThan(A_MINUTE.toNanos());
            assertThat(between.requests())
                    .filteredOn(request -> request.path().endsWith("/proof"))
                    .extracting(request -> request.header("idempotency-key"))
                    .hasSizeGreaterThan(2)
                    .containsOnly(unanswered("proof").get(0).header("idempotency-key"));
            awaitStatus(
                    site,
                    seen -> seen.state().equals("ONLINE") && seen.problem().isEmpty());
            assertThat(site.jobs().awaitEnd(site.jobs().small()).state()).isEqualTo(JobState.COMPLETED);
            assertThat(site.client().balance("wallet_m").balance()).isEqualTo(2 * Jobs.PRICE);
        }
    }

    private static MinerStatus status(Site site) {
        return site.pool().status("m");
    }

    private static void awaitStatus(Site site, Predicate<MinerStatus> wanted) {
        Eventually.get("status", Jobs.SOON, () -> status(site), wanted);
    }

    private List<Recorded> unanswered(String call) {
        return unanswered.stream()
                .filter(request -> request.path().endsWith("/" + call))
                .toList();
    }

    private void awaitUnanswered(String call, int times) {
        Eventually.get("asking for " + call, Jobs.SOON, () -> unanswered(call).size(), count -> count >= times);
    }
}
