package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.Caller.Answer;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.RawCall;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.Health;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobPage;
import io.aitbc.protocols.v1.JobView;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody should send: a clear answer, nothing changed, and the coordinator goes on. */
class WrongInputTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path data;

    private static LiveCoordinator coordinator;
    private static Caller caller;

    @BeforeAll
    static void start() throws Exception {
        Rules d = Rules.DEFAULTS;
        Rules smallOutputs = new Rules(
                d.leaseTtl(),
                d.guideTtl(),
                d.offlineAfter(),
                d.unlistedGrace(),
                d.longPollMax(),
                d.heartbeatEvery(),
                d.maxQueued(),
                d.maxWaiting(),
                d.maxMiners(),
                MIB,
                d.keepOutputs(),
                d.inputs());
        coordinator = LiveCoordinator.dev(data, smallOutputs);
        caller = new Caller(coordinator.url(), "key");
        caller.post("/v1/miner/register", Wire.registration("m1", "w"));
    }

    @AfterAll
    static void stop() {
        coordinator.close();
    }

    @AfterEach
    void it_goes_on() {
        assertThat(caller.get("/healthz").as(Health.class)).isEqualTo(new Health("ok"));
        assertThat(caller.get("/v1/wallet/balance?wallet=w").text()).contains("\"balance\":0");
    }

    @Test
    void a_hundred_megabytes_of_json_are_refused_by_their_length_alone() {
        Answer answer = caller.call("POST", "/v1/jobs", BodyPublishers.ofInputStream(() -> zeros(100L * MIB)));
        assertThat(answer.error()).as("chunked").isEqualTo("413 PAYLOAD_TOO_LARGE");
        assertThat(answer.message()).contains("262144");
        Answer declared = caller.call(
                "POST",
                "/v1/jobs",
                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> zeros(100L * MIB)), 100L * MIB));
        assertThat(declared.error()).as("with its length").isEqualTo("413 PAYLOAD_TOO_LARGE");
    }

    @Test
    void a_body_just_within_and_just_beyond_its_bound() {
        String within = "{\"workload\":\"torch_bench\",\"x\":\"" + "a".repeat(200_000) + "\"}";
        String id = caller.post("/v1/jobs", within).as(JobView.class).id();
        caller.post("/v1/jobs/" + id + "/cancel", "");
        assertThat(caller.post("/v1/jobs", "{\"workload\":\"torch_bench\",\"x\":\"" + "a".repeat(262_144) + "\"}")
                        .error())
                .isEqualTo("413 PAYLOAD_TOO_LARGE");
        assertThat(caller.post("/v1/miner/proof", "{\"id\":\"" + "a".repeat(2 * MIB) + "\"}")
                        .error())
                .isEqualTo("413 PAYLOAD_TOO_LARGE");
    }

    @Test
    void nesting_ten_thousand_deep() {
        String deep = "{\"workload\":\"torch_bench\",\"params\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertThat(caller.post("/v1/jobs", deep).error()).isEqualTo("400 INVALID_PAYLOAD");
        String params = "{\"workload\":\"torch_bench\",\"params\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(40) + "}";
        Answer answer = caller.post("/v1/jobs", params);
        assertThat(answer.error()).isEqualTo("422 INVALID_PAYLOAD");
        assertThat(answer.message()).isEqualTo("params must not nest deeper than 32");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                 | $
            nonsense                                           | $
            [1]                                                | $
            null                                               | $
            {}                                                 | $.workload
            {"workload":7}                                     | $.workload
            {"workload":"torch_bench","price":"1"}             | $.price
            {"workload":"torch_bench","price":1.5}             | $.price
            {"workload":"torch_bench","mode":"tpu"}            | $.mode
            {"workload":"torch_bench","params":[]}             | $.params
            {"workload":"torch_bench","max_attempts":1e99}     | $.max_attempts
            {"workload":"torch_bench","workload":"torch_bench"}| $.workload
            {"workload":"torch_bench"} {}                      | $
            """)
    void a_body_that_cannot_be_read_names_the_place(String body, String field) {
        Answer answer = caller.post("/v1/jobs", body);
        assertThat(answer.error()).isEqualTo("400 INVALID_PAYLOAD");
        assertThat(answer.text()).contains("\"field\":\"" + field + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"workload":"torch_bench","price":-1}           | price
            {"workload":"torch_bench","price":9007199254740992} | price
            {"workload":"torch_bench","max_attempts":0}     | max_attempts
            {"workload":"torch_bench","max_attempts":11}    | max_attempts
            {"workload":"torch_bench","max_runtime_secs":0} | max_runtime_secs
            {"workload":"two words"}                        | workload
            """)
    void a_value_that_is_not_allowed_names_the_field(String body, String field) {
        Answer answer = caller.post("/v1/jobs", body);
        assertThat(answer.error()).isEqualTo("422 INVALID_PAYLOAD");
        assertThat(answer.text()).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void a_body_that_is_not_unicode() {
        byte[] latin1 = "{\"workload\":\"torch_bench\",\"params\":{\"a\":\"X\"}}"
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        latin1[latin1.length - 4] = (byte) 0xe9;
        assertThat(caller.post("/v1/jobs", latin1).error()).isEqualTo("400 INVALID_PAYLOAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs/..%2f..%2fetc%2fx",
                "/v1/jobs/%2e%2e%2f%2e%2e%2fetc/x",
                "/v1/jobs/../../etc/x",
                "/v1/jobs/a%00b",
                "/v1/jobs/a%0d%0ab",
                "/v1/jobs/%ff",
                "/v1/jobs/%zz",
                "/v1/jobs/-x",
                "/v1/jobs/a/outputs/..%2f..%2fcoordinator.db",
                "/v1/jobs/a/outputs/../../../coordinator.db",
            })
    void paths_that_look_elsewhere_find_nothing(String path) throws Exception {
        RawCall.Reply reply = RawCall.get(coordinator.port(), path);
        assertThat(reply.status()).as(reply.body()).isIn(400, 404, 422);
        assertThat(reply.body()).startsWith("{\"error\":{\"code\":\"").doesNotContain("SQLite");
    }

    @Test
    void a_job_id_of_ten_kilobytes() throws Exception {
        String id = "a".repeat(10_000);
        assertThat(RawCall.get(coordinator.port(), "/v1/jobs/" + id).status()).isEqualTo(400);
        Answer answer = caller.post("/v1/miner/proof", Wire.guideProof(id));
        assertThat(answer.error()).isEqualTo("422 INVALID_PAYLOAD");
        assertThat(answer.text().length()).isLessThan(300);
        assertThat(caller.post("/v1/miner/proof", Wire.guideProof("../../etc/x"))
                        .error())
                .isEqualTo("422 INVALID_PAYLOAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/miner/next",
                "/v1/miner/next?miner=m1&slots=0",
                "/v1/miner/next?miner=m1&slots=x",
                "/v1/miner/next?miner=m1&wait=61",
                "/v1/miner/next?miner=m1&wait=-1",
                "/v1/miner/next?miner=m1&miner=m2",
                "/v1/jobs?state=DONE",
                "/v1/jobs?limit=0",
                "/v1/jobs?limit=201",
                "/v1/jobs?cursor=abc"
            })
    void queries_that_cannot_be_read(String path) {
        assertThat(caller.get(path).error()).isEqualTo("400 INVALID_PAYLOAD");
    }

    @Test
    void one_job_cannot_fill_the_disk() {
        JobOffer offer = offer();
        String path = "/v1/miner/jobs/" + offer.id() + "/outputs/";
        for (int i = 0; i < 4; i++) {
            byte[] bytes = new byte[MIB];
            bytes[0] = (byte) (i + 1);
            assertThat(caller.put(path + Hashes.of(bytes), bytes).status()).isEqualTo(201);
        }
        assertThat(caller.put(path + Hashes.of(new byte[1]), new byte[1]).error())
                .isEqualTo("413 PAYLOAD_TOO_LARGE");
        JobOffer other = offer();
        assertThat(caller.put("/v1/miner/jobs/" + other.id() + "/outputs/" + Hashes.of(new byte[1]), new byte[1])
                        .status())
                .isEqualTo(201);
        caller.post("/v1/jobs/" + offer.id() + "/cancel", "");
        caller.post("/v1/jobs/" + other.id() + "/cancel", "");
    }

    @Test
    void an_output_that_is_too_large_leaves_nothing_behind() throws Exception {
        JobOffer offer = offer();
        String path = "/v1/miner/jobs/" + offer.id() + "/outputs/" + Wire.OTHER_SHA + "?name=big.bin";
        long before = files();
        Answer declared = caller.put(path, new byte[MIB + 1]);
        assertThat(declared.error()).isEqualTo("413 PAYLOAD_TOO_LARGE");
        Answer chunked = caller.call("PUT", path, BodyPublishers.ofInputStream(() -> zeros(30L * MIB)));
        assertThat(chunked.error()).isEqualTo("413 PAYLOAD_TOO_LARGE");
        assertThat(files()).isEqualTo(before);
        assertThat(caller.put("/v1/miner/jobs/" + offer.id() + "/outputs/NOT-HEX?name=x", new byte[1])
                        .error())
                .isEqualTo("422 INVALID_PAYLOAD");
        caller.post("/v1/jobs/" + offer.id() + "/cancel", "");
    }

    @Test
    void an_output_inside_a_proof_that_is_too_large() throws Exception {
        JobOffer offer = offer();
        byte[] bytes = new byte[MIB + 1];
        String inline = java.util.Base64.getEncoder().encodeToString(bytes);
        String body = "{\"id\":\"" + offer.id() + "\",\"mode\":\"cpu\",\"output_sha\":\""
                + io.aitbc.coordinator.keys.Hashes.of(bytes) + "\",\"output\":{\"name\":\"x\",\"bytes\":" + bytes.length
                + ",\"media_type\":\"text/plain\",\"inline\":\"" + inline + "\"}}";
        long before = files();
        Answer answer = caller.post("/v1/miner/proof", body);
        assertThat(answer.error()).isEqualTo("413 PAYLOAD_TOO_LARGE");
        assertThat(answer.message()).contains("upload it instead");
        assertThat(files()).isEqualTo(before);
        caller.post("/v1/jobs/" + offer.id() + "/cancel", "");
    }

    @Test
    void a_request_that_is_no_http() throws Exception {
        assertThat(RawCall.send(coordinator.port(), "what is this?\r\n\r\n").status())
                .isEqualTo(400);
        assertThat(RawCall.send(coordinator.port(), "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(RawCall.send(coordinator.port(), "GET / HTTP/1.1\r\nx: " + "a".repeat(40_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_refused_submission_leaves_no_job() {
        long before = caller.get("/v1/jobs?limit=200").as(JobPage.class).jobs().size();
        caller.post("/v1/jobs", "{\"workload\":\"torch_bench\",\"price\":-1}");
        assertThat(caller.get("/v1/jobs?limit=200").as(JobPage.class).jobs()).hasSize((int) before);
    }

    private static JobOffer offer() {
        caller.post("/v1/jobs", Wire.job());
        return caller.get("/v1/miner/next?miner=m1&slots=1").as(JobOffer.class);
    }

    private static long files() throws Exception {
        try (Stream<Path> outputs = Files.walk(data.resolve("outputs"));
                Stream<Path> incoming = Files.walk(data.resolve("incoming"))) {
            return Stream.concat(outputs, incoming).filter(Files::isRegularFile).count();
        }
    }

    private static InputStream zeros(long bytes) {
        return new InputStream() {
            private final byte[] piece = "0".repeat(64 * 1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            private long left = bytes;

            @Override
            public int read() {
                return left-- > 0 ? '0' : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int n = (int) Math.min(Math.min(length, piece.length), left);
                left -= n;
                return new ByteArrayInputStream(piece).read(into, offset, n);
            }
        };
    }
}
