package io.aitbc.e2e.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.lint.SuppressForbidden;
import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.harness.MinerStatus;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Forward;
import io.aitbc.testkit.net.HttpReply;
import io.aitbc.testkit.net.Recorded;
import io.aitbc.testkit.net.Reply;
import io.aitbc.testkit.net.Responder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One miner, with a network of faults between it and its coordinator: whatever comes back, it stays up, says what is
 * wrong, believes nothing, and does the next job once the fault is over. After each test a job is done and credited
 * once.
 */
@SuppressForbidden("the server that it plays tells the time")
class BrokenCoordinatorTest {
    private static final String NEXT = "/v1/miner/next";
    private static final String HEARTBEAT = "/v1/miner/heartbeat";
    private static final String RENEW = "/v1/miner/leases/renew";
    private static final String PROOF = "/v1/miner/proof";
    private static final Pattern SERVER_TIME = Pattern.compile("\"server_time\":\"[^\"]*\"");

    @TempDir
    static Path directory;

    private static Pool pool;
    private static PoolClient client;
    private static Jobs jobs;
    private static FaultServer between;
    private static Forward real;
    private static Program miner;

    @BeforeAll
    static void startMiner() throws IOException {
        pool = new Pool(Checkout.home(), directory);
        pool.startCoordinator("--heartbeat-secs", "1", "--long-poll-secs", "1", "--lease-secs", "6");
        client = pool.client();
        jobs = new Jobs(client);
        real = new Forward(pool.url());
        between = FaultServer.start().otherwise(real);
        miner = pool.startMiner("m", Map.of("COORD_URL", between.url()));
        Eventually.get("a miner", Jobs.SOON, () -> client.miners().miners(), seen -> !seen.isEmpty());
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
    }

    @AfterAll
    static void stopAll() {
        pool.close();
        between.close();
    }

    @AfterEach
    void jobIsDoneOnceTheFaultIsOver() {
        heal();
        client.jobs().stream().filter(job -> !job.state().isFinal()).forEach(job -> client.cancel(job.id()));
        long before = client.balance("wallet_m").jobsCredited();
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
        awaitStatus(
                status -> status.state().equals("ONLINE") && status.problem().isEmpty());
        assertThat(client.balance("wallet_m").jobsCredited() - before).isEqualTo(1);
    }

    private static void heal() {
        List.of("POST " + HEARTBEAT, "GET " + NEXT, "POST " + RENEW, "POST " + PROOF)
                .forEach(call -> {
                    String[] words = call.split(" ", 2);
                    between.on(words[0], words[1], real);
                });
    }

    private static MinerStatus awaitStatus(Predicate<MinerStatus> wanted) {
        return Eventually.get("status", Jobs.SOON, () -> pool.status("m"), wanted);
    }

    private static long asked(String path) {
        return between.requests().stream()
                .filter(request -> request.path().equals(path))
                .count();
    }

    /** A fault in the answer to a question for a job, and a word of the complaint. */
    private record Fault(String name, Reply answer, String complaint) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("a web page", Reply.html(200), "cannot be read"),
                new Fault("a web page as an error", Reply.html(502), "web page"),
                new Fault("half a body", offer("half").cutAfter(20), "next"),
                new Fault("no HTTP", Reply.garbage(), "next"),
                new Fault("a reset", Reply.reset(), "next"),
                new Fault("a redirect", Reply.json(302, "{}").with("Location: http://127.0.0.1:1/"), "not followed"),
                new Fault("a job id that climbs", offer("../../etc/x"), "../../etc/x"),
                new Fault("a job id of 10 kB", offer("x".repeat(10_000)), "10000 characters"),
                new Fault("a job with two ids", Reply.json(200, "{\"id\":\"a\",\"id\":\"b\"}"), "next"),
                new Fault("100 MB", Reply.large(200, 100_000_000), "larger than 1048576 bytes"),
                new Fault(
                        "10,000 deep",
                        Reply.json(
                                200,
                                "{\"id\":\"deep\",\"workload\":\"torch_bench\",\"params\":" + "[".repeat(10_000)
                                        + "]".repeat(10_000) + "}"),
                        "depth"),
                new Fault(
                        "a workload that is no text",
                        Reply.json(200, "{\"id\":\"odd\",\"workload\":{\"a\":1}}"),
                        "workload"));
    }

    private static HttpReply offer(String id) {
        return Reply.json(
                200, "{\"id\":\"" + id + "\",\"workload\":\"torch_bench\",\"params\":{\"size\":16,\"iterations\":1}}");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void takesNoJobFrom(Fault fault) {
        awaitStatus(seen -> seen.objects("jobs").isEmpty());
        int lines = new MinerState(directory.resolve("m")).lines().size();
        between.on("GET", NEXT, fault.answer());

        MinerStatus status = awaitStatus(seen -> !seen.problem().isEmpty());
        assertThat(status.problem()).contains(fault.complaint());
        assertThat(status.problem().length()).as("length of the complaint").isLessThan(400);
        assertThat(status.activity()).startsWith("idle: the coordinator gives no usable answer");
        assertThat(new MinerState(directory.resolve("m")).lines()).hasSize(lines);
        assertThat(new MinerState(directory.resolve("m")).jobDirectories()).isEmpty();
        assertThat(miner.isAlive()).isTrue();
    }

    static List<Reply> proxysNoes() {
        return List.of(
                HttpReply.of(404, "text/plain", "404 page not found"),
                Reply.html(400),
                Reply.empty(409),
                Reply.json(422, "{\"error\":{\"code\":\"INVALID_PAYLOAD\",\"message\":\"x\"}}")
                        .cutAfter(20));
    }

    @ParameterizedTest
    @MethodSource("proxysNoes")
    void aProofThatAProxyRefusesIsSentAgain(Reply no) {
        between.on("POST", PROOF, no);
        long before = asked(PROOF);
        JobView job = jobs.small();
        Eventually.get("a second try", Jobs.SOON, () -> asked(PROOF), seen -> seen >= before + 2);
        between.on("POST", PROOF, real);

        JobView end = jobs.awaitEnd(job);
        assertThat(end.state()).isEqualTo(JobState.COMPLETED);
        assertThat(end.attempts()).isEqualTo(1);
        assertThat(end.output().stored()).isTrue();
    }

    /** As nginx does, which takes 1 MB unless told otherwise; here it takes less than any output inside a proof. */
    @Test
    void anOutputThatIsTooLargeForAProxyIsUploaded() {
        between.on("POST", PROOF, (Responder)
                request -> new String(request.body(), StandardCharsets.UTF_8).contains("\"inline\"")
                        ? Reply.html(413)
                        : real.reply(request));
        JobView end = jobs.awaitEnd(jobs.small());
        assertThat(end.state()).isEqualTo(JobState.COMPLETED);
        assertThat(end.attempts()).isEqualTo(1);
        assertThat(end.output().stored()).isTrue();
    }

    @Test
    void asksNothingBeforeRetryAfter() {
        List<Long> askedAt = new CopyOnWriteArrayList<>(); // by the server's word: nobody has to look in time
        between.on("GET", NEXT, request -> {
            askedAt.add(System.nanoTime());
            return askedAt.size() == 1 ? Reply.json(503, "{}").with("Retry-After: 3") : real.reply(request);
        });
        Eventually.get("two questions", Jobs.SOON, () -> askedAt, seen -> seen.size() >= 2);

        assertThat(Duration.ofNanos(askedAt.get(1) - askedAt.get(0))).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void clockThatIsAnHourOffIsAWarningAndNothingElse() {
        between.on("POST", HEARTBEAT, withServerTime(Duration.ofHours(1)));

        MinerStatus status = awaitStatus(seen -> !seen.warnings().isEmpty());
        assertThat(status.warnings()).hasSize(1);
        assertThat(status.warnings().get(0)).contains("clock").containsPattern("3[56]\\d\\d s apart");
        assertThat(status.state()).isEqualTo("ONLINE");
        JobView job = jobs.medium();
        assertThat(jobs.awaitEnd(job).state()).isEqualTo(JobState.COMPLETED);
        assertThat(jobs.now(job).attempts()).isEqualTo(1);
        between.on("POST", HEARTBEAT, withServerTime(Duration.ZERO));
        awaitStatus(seen -> seen.warnings().isEmpty());
    }

    private static Responder withServerTime(Duration ahead) {
        return request -> {
            HttpReply answer = real.reply(request);
            String time = "\"server_time\":\"" + Instant.now().plus(ahead) + "\"";
            String body = SERVER_TIME
                    .matcher(new String(answer.body(), StandardCharsets.UTF_8))
                    .replaceAll(time);
            return new HttpReply(answer.status(), answer.headers(), body.getBytes(StandardCharsets.UTF_8));
        };
    }

    /** With nothing left to renew, nobody would ever learn that renewing works again. */
    @Test
    void renewalThatFailedIsForgottenWithTheJobItWasFor() {
        between.on("POST", RENEW, Reply.html(500));
        between.on("POST", HEARTBEAT, Reply.html(500));
        JobView job = jobs.endless();
        jobs.await(job, JobState.RUNNING);
        long before = asked(RENEW);
        Eventually.get("a renewal", Jobs.SOON, () -> asked(RENEW), seen -> seen > before);
        client.cancel(job.id());
        between.on("POST", HEARTBEAT, real);

        assertThat(jobs.awaitEnd(job).state()).isEqualTo(JobState.CANCELED);
        awaitStatus(status ->
                status.state().equals("ONLINE") && status.objects("jobs").isEmpty());
    }

    /** The proof arrives and counts, and its acknowledgement is a web page: it is sent again, with the same key. */
    @Test
    void proofWhoseAcknowledgementIsGarbledIsCreditedOnce() {
        AtomicBoolean garbled = new AtomicBoolean();
        between.on("POST", PROOF, request -> {
            HttpReply answer = real.reply(request);
            return garbled.getAndSet(true) ? answer : Reply.html(200);
        });
        long before = asked(PROOF);
        JobView job = jobs.awaitEnd(jobs.small());
        Eventually.get("the second proof", Jobs.SOON, () -> asked(PROOF), seen -> seen >= before + 2);

        assertThat(job.state()).isEqualTo(JobState.COMPLETED);
        List<Recorded> proofs = between.requests().stream()
                .filter(request -> request.path().equals(PROOF))
                .skip(before)
                .toList();
        assertThat(proofs.get(1).header("idempotency-key"))
                .isEqualTo(proofs.get(0).header("idempotency-key"));
        assertThat(proofs.get(1).body()).isEqualTo(proofs.get(0).body());
        assertThat(client.job(job.id()).credited()).isEqualTo(Jobs.PRICE);
    }
}
