package io.aitbc.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.coordinator.jobs.Rules;
import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.keys.Role;
import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.RawCall;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.InputReceipt;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input files over real HTTP: up, named by a job, down to its miner, and out when room is needed. */
class InputsTest {
    private static final int MIB = 1 << 20;
    private static final String KEY = "3d813cbb-47fb-4f20-9a52-8d2f6b6f5a4e";

    @TempDir
    private Path data;

    private LiveCoordinator coordinator;
    private Caller caller;

    @BeforeEach
    void start() throws Exception {
        coordinator = LiveCoordinator.dev(data, Wire.inputs(new Rules.InputBounds(MIB, 3 * MIB)));
        caller = new Caller(coordinator.url(), "key");
        caller.post("/v1/miner/register", Wire.registration("m1", "w"));
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void a_file_goes_up_once_and_down_to_whom_its_job_was_leased() throws Exception {
        byte[] file = bytes(100_000, 1);
        Caller.Answer first = caller.post("/v1/inputs", file);
        assertThat(first.status()).isEqualTo(201);
        String sha = Hashes.of(file);
        assertThat(first.as(InputReceipt.class)).isEqualTo(new InputReceipt(sha, file.length));
        assertThat(caller.post("/v1/inputs", file).status()).isEqualTo(200);
        assertThat(stored()).containsExactly(sha);
        assertThat(caller.get("/v1/inputs/" + sha).error()).as("no job").isEqualTo("409 LEASE_LOST");

        submit(sha);
        assertThat(caller.get("/v1/inputs/" + sha).error()).as("not leased").isEqualTo("409 LEASE_LOST");
        JobOffer offer = taken();
        Caller.Answer down = caller.get("/v1/inputs/" + sha);
        assertThat(down.status()).isEqualTo(200);
        assertThat(down.response().body()).isEqualTo(file);
        assertThat(down.header("ETag")).isEqualTo("\"" + sha + "\"");
        Caller other = new Caller(coordinator.url(), "another");
        assertThat(other.get("/v1/inputs/" + sha).error()).isEqualTo("409 LEASE_LOST");
        caller.post("/v1/miner/fail", Wire.failure(offer, "m1", FailureCode.E_INVALID, false));
        assertThat(caller.get("/v1/inputs/" + sha).error()).as("ended").isEqualTo("409 LEASE_LOST");
    }

    @Test
    void a_job_that_names_what_is_not_here_is_refused_and_may_be_sent_again() {
        byte[] file = bytes(10, 2);
        String sha = Hashes.of(file);
        SubmitRequest job = job(List.of(sha));
        Caller.Answer refused = caller.post("/v1/jobs", job, "Idempotency-Key", KEY);
        assertThat(refused.error()).isEqualTo("404 INPUT_NOT_FOUND");
        assertThat(refused.message()).contains(sha).contains("POST /v1/inputs");
        assertThat(caller.get("/v1/jobs").text()).doesNotContain("\"id\"");
        caller.post("/v1/inputs", file);
        assertThat(caller.post("/v1/jobs", job, "Idempotency-Key", KEY).status())
                .isEqualTo(201);
        assertThat(caller.get("/v1/inputs/" + "0".repeat(64)).error()).isEqualTo("404 INPUT_NOT_FOUND");
    }

    @Test
    void a_jobs_list_is_bounded() {
        String sha = uploaded(10, 3);
        assertThat(caller.post("/v1/jobs", job(List.of(sha, sha))).message()).contains("no file twice");
        assertThat(caller.post("/v1/jobs", job(List.of("../../coordinator.db"))).error())
                .isEqualTo("422 INVALID_PAYLOAD");
        assertThat(caller.post("/v1/jobs", job(List.of(sha.toUpperCase(java.util.Locale.ROOT))))
                        .error())
                .isEqualTo("422 INVALID_PAYLOAD");
        List<String> many = Stream.generate(() -> sha).limit(17).toList();
        assertThat(caller.post("/v1/jobs", job(many)).message()).contains("at most 16");
    }

    @Test
    void what_is_too_large_or_not_what_was_said_leaves_nothing() throws Exception {
        byte[] large = bytes(MIB + 1, 4);
        assertThat(caller.post("/v1/inputs", large).error()).isEqualTo("413 PAYLOAD_TOO_LARGE");
        assertThat(caller.call(
                                "POST",
                                "/v1/inputs",
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                        .error())
                .as("chunked")
                .isEqualTo("413 PAYLOAD_TOO_LARGE");
        assertThat(caller.post("/v1/inputs", new byte[0]).error()).isEqualTo("422 INVALID_PAYLOAD");
        assertThat(caller.post("/v1/inputs?sha256=" + Wire.OTHER_SHA, bytes(10, 5))
                        .error())
                .isEqualTo("422 INPUT_MISMATCH");
        assertThat(caller.post("/v1/inputs?sha256=" + Hashes.of(bytes(10, 5)), bytes(10, 5))
                        .status())
                .isEqualTo(201);
        assertThat(caller.post("/v1/inputs", bytes(MIB, 6)).status()).isEqualTo(201);
        assertThat(stored()).hasSize(2);
        assertThat(list(data.resolve("inputs/incoming"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/inputs/..%2f..%2fcoordinator.db",
                "/v1/inputs/%2e%2e",
                "/v1/inputs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855%00",
                "/v1/inputs/E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "/v1/inputs//etc/passwd"
            })
    void a_name_is_sixty_four_hex_digits_and_nothing_else(String path) throws Exception {
        RawCall.Reply reply = RawCall.get(coordinator.port(), path);
        assertThat(reply.status()).isBetween(400, 422);
        assertThat(reply.body()).contains("\"error\"");
    }

    @Test
    void one_that_goes_away_in_the_middle_leaves_nothing() throws Exception {
        try (Socket socket = RawCall.connect(coordinator.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/inputs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key\r\n"
                                    + "Content-Length: 1000\r\n\r\nhalf")
                            .getBytes(StandardCharsets.US_ASCII));
        }
        String sha = uploaded(10, 7);
        for (int i = 0; i < 1000 && !list(data.resolve("inputs/incoming")).isEmpty(); i++) {
            caller.get("/healthz");
        }
        assertThat(list(data.resolve("inputs/incoming"))).isEmpty();
        assertThat(stored()).containsExactly(sha);
    }

    @Test
    void what_was_not_used_for_longest_makes_room_and_never_what_a_job_needs() throws Exception {
        String needed = uploaded(MIB, 10);
        submit(needed);
        String idle = uploaded(MIB, 11);
        String used = uploaded(MIB, 12);
        caller.post("/v1/inputs", bytes(MIB, 11)); // so that it is the younger one
        uploaded(MIB, 13);
        assertThat(stored()).contains(needed, idle).doesNotContain(used).hasSize(3);
        assertThat(caller.post("/v1/jobs", job(List.of(used))).error()).isEqualTo("404 INPUT_NOT_FOUND");
        submit(idle);
        submit(Hashes.of(bytes(MIB, 13)));
        Caller.Answer full = caller.post("/v1/inputs", bytes(MIB, 14));
        assertThat(full.error()).isEqualTo("503 UNAVAILABLE");
        assertThat(full.header("Retry-After")).isEqualTo("30");
        JobOffer offer = taken();
        assertThat(caller.get("/v1/inputs/" + needed).status()).isEqualTo(200);
        caller.post("/v1/miner/proof", Wire.proof(offer));
        assertThat(caller.post("/v1/inputs", bytes(MIB, 14)).status()).isEqualTo(201);
        assertThat(stored()).doesNotContain(needed).hasSize(3);
    }

    @Test
    void what_is_here_is_here_after_a_restart_and_nothing_else() throws Exception {
        String sha = uploaded(10, 20);
        String lost = uploaded(10, 21);
        submit(sha);
        coordinator.close();
        Files.delete(data.resolve("inputs/files").resolve(lost));
        Files.write(data.resolve("inputs/files").resolve("f".repeat(64)), new byte[9]);
        Files.write(data.resolve("inputs/incoming/1.part"), new byte[9]);
        coordinator = LiveCoordinator.dev(data);
        caller = new Caller(coordinator.url(), "key");
        assertThat(stored()).containsExactly(sha);
        assertThat(list(data.resolve("inputs/incoming"))).isEmpty();
        assertThat(caller.post("/v1/jobs", job(List.of(lost))).error()).isEqualTo("404 INPUT_NOT_FOUND");
        taken();
        assertThat(caller.get("/v1/inputs/" + sha).response().body()).isEqualTo(bytes(10, 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99})
    void one_that_got_lost_on_the_disk_is_not_here_until_it_comes_again(int left) throws Exception {
        byte[] file = bytes(100, 30);
        String sha = uploaded(100, 30);
        submit(sha);
        taken();
        Path stored = data.resolve("inputs/files").resolve(sha);
        if (left < 0) {
            Files.delete(stored);
        } else {
            Files.write(stored, java.util.Arrays.copyOf(file, left));
        }
        Caller.Answer down = caller.get("/v1/inputs/" + sha);
        assertThat(down.error()).as("a miner asks again").isEqualTo("503 UNAVAILABLE");
        assertThat(down.header("ETag")).isNull();
        assertThat(caller.post("/v1/inputs", file).status()).isEqualTo(201);
        assertThat(caller.get("/v1/inputs/" + sha).response().body()).isEqualTo(file);
        assertThat(stored()).containsExactly(sha);
    }

    @Test
    void keys_count(@TempDir Path keyed) throws Exception {
        String miner = LiveCoordinator.key(keyed, Role.MINER, null);
        String client = LiveCoordinator.key(keyed, Role.CLIENT, null);
        try (LiveCoordinator strict = LiveCoordinator.keyed(keyed)) {
            String path = "/v1/inputs/" + Wire.SHA;
            assertThat(new Caller(strict.url(), null)
                            .post("/v1/inputs", bytes(10, 1))
                            .error())
                    .isEqualTo("401 UNAUTHORIZED_KEY");
            assertThat(new Caller(strict.url(), "nobody").get(path).error()).isEqualTo("401 UNAUTHORIZED_KEY");
            assertThat(new Caller(strict.url(), miner)
                            .post("/v1/inputs", bytes(10, 1))
                            .error())
                    .isEqualTo("403 FORBIDDEN_ROLE");
            assertThat(new Caller(strict.url(), client).get(path).error()).isEqualTo("403 FORBIDDEN_ROLE");
            assertThat(list(keyed.resolve("inputs/files"))).isEmpty();
        }
    }

    private String uploaded(int length, int seed) {
        byte[] file = bytes(length, seed);
        assertThat(caller.post("/v1/inputs", file).status()).isEqualTo(201);
        return Hashes.of(file);
    }

    private void submit(String sha) {
        assertThat(caller.post("/v1/jobs", job(List.of(sha))).as(JobView.class).id())
                .isNotEmpty();
    }

    private static SubmitRequest job(List<String> inputs) {
        return new SubmitRequest("torch_bench", Map.of("size", 64L), null, null, null, null, inputs);
    }

    private JobOffer taken() {
        return caller.get("/v1/miner/next?miner=m1&slots=1").as(JobOffer.class);
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    private List<String> stored() throws IOException {
        return list(data.resolve("inputs/files"));
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
