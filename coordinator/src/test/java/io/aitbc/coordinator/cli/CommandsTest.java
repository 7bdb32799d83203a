package io.aitbc.coordinator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.FakeClock;
import io.aitbc.coordinator.testing.LiveCoordinator;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobPage;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.Mode;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.WireJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a coordinator, against a real one in this process. */
class CommandsTest {
    private static final byte[] OUTPUT = "the output\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Random random = new Random(3);
    private LiveCoordinator coordinator;
    private Caller miner;

    @BeforeEach
    void start() throws Exception {
        coordinator = LiveCoordinator.dev(data);
        miner = new Caller(coordinator.url(), "miner-key");
        miner.post("/v1/miner/register", Wire.registration("m1", "alice"));
    }

    @AfterEach
    void stop() {
        coordinator.close();
    }

    @Test
    void submit_prints_ids_and_sends_what_was_said() {
        assertThat(run(
                        "submit",
                        "torch_bench",
                        "-p",
                        "size=64",
                        "-p",
                        "dtype=float32",
                        "-p",
                        "x={\"a\":[1]}",
                        "--price",
                        "7"))
                .isZero();
        JobOffer offer = miner.get("/v1/miner/next?miner=m1&slots=1").as(JobOffer.class);
        assertThat(out.toString().strip()).isEqualTo(offer.id());
        assertThat(offer.params().toString()).isEqualTo("{size=64, dtype=float32, x={a=[1]}}");

        assertThat(run(
                        "submit",
                        "torch_bench",
                        "--params-json",
                        "{\"size\":1}",
                        "-p",
                        "size=2",
                        "--count",
                        "3",
                        "--json"))
                .isZero();
        assertThat(out.toString().lines()).hasSize(3).allMatch(line -> line.contains("\"params\":{\"size\":2}"));
    }

    @Test
    void submit_waits_until_the_job_has_ended() throws Exception {
        Thread worker = new Thread(
                () -> prove(miner.get("/v1/miner/next?miner=m1&slots=1&wait=30").as(JobOffer.class)));
        worker.start();
        assertThat(run("submit", "torch_bench", "--wait")).isZero();
        worker.join();
        assertThat(out.toString()).contains("COMPLETED", "alice", Hashes.of(OUTPUT));
        assertThat(err.toString()).contains("COMPLETED");
    }

    @Test
    void submit_wait_exits_1_when_a_job_was_not_completed() throws Exception {
        Thread worker = new Thread(() -> {
            JobOffer offer =
                    miner.get("/v1/miner/next?miner=m1&slots=1&wait=30").as(JobOffer.class);
            miner.post("/v1/miner/fail", Wire.failure(offer, "m1", io.aitbc.api.outcome.FailureCode.E_INVALID, false));
        });
        worker.start();
        assertThat(run("submit", "torch_bench", "--wait", "--json")).isEqualTo(1);
        worker.join();
        assertThat(out.toString()).contains("\"state\":\"FAILED\"", "E_INVALID");
    }

    @Test
    void jobs_lists_and_shows() throws Exception {
        run("submit", "torch_bench");
        String id = out.toString().strip();
        assertThat(run("jobs")).isZero();
        assertThat(out.toString()).contains("JOB", id, "QUEUED");
        assertThat(run("jobs", "--json")).isZero();
        assertThat(WireJson.read(out.toString().getBytes(StandardCharsets.UTF_8), JobPage.class)
                        .jobs())
                .hasSize(1);
        assertThat(run("jobs", "--state", "completed")).isZero();
        assertThat(out.toString()).doesNotContain(id);
        assertThat(run("jobs", id)).isZero();
        assertThat(out.toString()).contains("workload    torch_bench", "attempts    0 of 3");
        assertThat(run("jobs", id, "--json")).isZero();
        assertThat(WireJson.read(out.toString().getBytes(StandardCharsets.UTF_8), JobView.class)
                        .id())
                .isEqualTo(id);
        assertThat(run("jobs", "j-none")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no job \"j-none\" (JOB_NOT_FOUND)");
    }

    @Test
    void cancel_and_output_and_wallet_and_miners() throws Exception {
        run("submit", "torch_bench");
        JobOffer offer = miner.get("/v1/miner/next?miner=m1&slots=1").as(JobOffer.class);
        assertThat(run("output", offer.id())).isEqualTo(1);
        assertThat(err.toString()).contains("JOB_NOT_READY");
        prove(offer);

        assertThat(run("output", offer.id())).isZero();
        assertThat(bytes.toByteArray()).isEqualTo(OUTPUT);
        Path file = data.resolve("out.txt");
        assertThat(run("output", offer.id(), "-o", file.toString())).isZero();
        assertThat(file).hasBinaryContent(OUTPUT);
        assertThat(run("output", offer.id(), "-o", "/proc/no/such/folder/x")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot write /proc/no/such/folder/x");

        assertThat(run("cancel", offer.id())).isEqualTo(1);
        assertThat(err.toString()).contains("is COMPLETED and cannot be canceled");
        run("submit", "torch_bench");
        assertThat(run("cancel", out.toString().strip())).isZero();
        assertThat(out.toString()).contains("CANCELED");

        assertThat(run("wallet", "alice")).isZero();
        assertThat(out.toString()).isEqualTo("alice  1 credit for 1 jobs\n");
        assertThat(run("miners")).isZero();
        assertThat(out.toString()).contains("m1", "ONLINE", "torch_bench");
    }

    @Test
    void keys_are_shown_once_listed_without_their_secret_and_revoked() throws Exception {
        Path store = data.resolve("keyed");
        assertThat(run(
                        "keys",
                        "add",
                        "--role",
                        "miner",
                        "--wallet",
                        "bob",
                        "--label",
                        "rig",
                        "--data",
                        store.toString()))
                .isZero();
        String key = out.toString().strip();
        assertThat(key).startsWith("aitbc_");
        String id = key.split("_", -1)[1];
        assertThat(run("keys", "list", "--data", store.toString())).isZero();
        assertThat(out.toString()).contains(id, "miner", "bob", "rig").doesNotContain(key);
        assertThat(run("keys", "revoke", id, "--data", store.toString())).isZero();
        assertThat(run("keys", "revoke", id, "--data", store.toString())).isEqualTo(1);
        assertThat(run("keys", "add", "--role", "client", "--wallet", "bob", "--data", store.toString()))
                .isEqualTo(2);
        assertThat(run("keys", "add", "--role", "boss", "--data", store.toString()))
                .isEqualTo(2);
        try (var files = Files.walk(store)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain(key.substring(key.lastIndexOf('_')));
            }
        }
    }

    @Test
    void what_is_used_wrongly_exits_2_and_says_how() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("sbumit")).isEqualTo(2);
        assertThat(err.toString()).contains("sbumit", "did you mean", "submit");
        assertThat(run("submit")).isEqualTo(2);
        assertThat(err.toString()).contains("WORKLOAD", "see: aitbc-coordinator submit --help");
        assertThat(run("submit", "torch_bench", "-p", "size")).isEqualTo(2);
        assertThat(run("submit", "torch_bench", "--params-json", "[1]")).isEqualTo(2);
        assertThat(run("submit", "torch_bench", "--count", "0")).isEqualTo(2);
        assertThat(run("jobs", "../x")).isEqualTo(2);
        assertThat(run("jobs", "--limit", "1000")).isEqualTo(2);
        assertThat(run("wallet", "--url", "ftp://x")).isEqualTo(2);
        assertThat(run("run")).isEqualTo(2);
        assertThat(run("run", "--data", "x", "--listen", "8080")).isEqualTo(2);
        assertThat(run("run", "--data", "x", "--lease-secs", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--lease-secs must be from 1 to 86400, got 0");
        assertThat(run("keys")).isEqualTo(2);
    }

    @Test
    void every_command_teaches() {
        for (String command : new String[] {"run", "keys", "submit", "jobs", "cancel", "output", "wallet", "miners"}) {
            assertThat(run(command, "--help")).as(command).isZero();
            assertThat(out.toString()).contains("aitbc-coordinator " + command);
        }
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Exit codes: 0 done, 1 failed, 2 used wrongly.");
    }

    @Test
    void a_coordinator_that_is_not_there_is_said_so() {
        assertThat(run("miners", "--url", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString())
                .contains("cannot reach a coordinator at http://127.0.0.1:1/", "aitbc-coordinator run");
    }

    private void prove(JobOffer offer) {
        ProofRequest.Output output = new ProofRequest.Output(
                "out.txt", OUTPUT.length, "text/plain", Base64.getEncoder().encodeToString(OUTPUT), null);
        ProofRequest proof = new ProofRequest(
                offer.id(),
                Mode.CPU,
                Hashes.of(OUTPUT),
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                output,
                null);
        assertThat(miner.post("/v1/miner/proof", proof).status()).isEqualTo(200);
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        bytes.reset();
        Surroundings around = new Surroundings(
                bytes,
                new PrintWriter(out),
                new PrintWriter(err),
                Map.of("AITBC_COORD_URL", coordinator.url(), "AITBC_API_KEY", "client-key"),
                new FakeClock(),
                random,
                () -> () -> {},
                time -> Thread.onSpinWait());
        return Commands.execute(
                around,
                settings -> {
                    throw new AssertionError("not to be started here");
                },
                args);
    }
}
