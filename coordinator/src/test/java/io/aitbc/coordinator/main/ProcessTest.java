package io.aitbc.coordinator.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.coordinator.testing.Caller;
import io.aitbc.coordinator.testing.Caller.Answer;
import io.aitbc.coordinator.testing.RawCall;
import io.aitbc.coordinator.testing.Wire;
import io.aitbc.protocols.v1.JobOffer;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.MinerList;
import io.aitbc.protocols.v1.ProofResponse;
import io.aitbc.protocols.v1.WalletBalance;
import io.aitbc.protocols.v1.WireJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process of its own: it is killed, and it is told to stop. */
class ProcessTest {
    private static final String KEY = "3d813cbb-47fb-4f20-9a52-8d2f6b6f5a4e";

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void on_sigterm_it_sends_waiting_miners_home_and_exits_0() throws Exception {
        Process process =
                start("run", "--data", directory.resolve("data").toString(), "--dev", "--listen", "127.0.0.1:0");
        String ready = line(process);
        assertThat(ready).matches("listening on http://127\\.0\\.0\\.1:[1-9][0-9]* \\(dev mode: any key\\)");
        Caller miner = new Caller(url(ready), "k");
        miner.post("/v1/miner/register", Wire.registration("m1", "w"));
        Instant before = lastSeen(miner);
        CompletableFuture<Answer> poll = miner.getting("/v1/miner/next?miner=m1&slots=1&wait=30");
        while (lastSeen(miner).equals(before)) {
            Thread.onSpinWait(); // the poll is on its way
        }

        process.destroy(); // SIGTERM
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(poll.get(20, TimeUnit.SECONDS).status()).isEqualTo(204);
    }

    @Test
    void what_is_wrong_is_one_line_on_standard_error() throws Exception {
        Process process = start("run", "--data", "/proc/none", "--dev");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("err1")))
                .startsWith("aitbc-coordinator: error: cannot create the data directory /proc/none")
                .hasLineCount(1);
    }

    /** @param when what has happened at the moment of the kill */
    @ParameterizedTest
    @ValueSource(strings = {"sent", "committed"})
    void killed_between_a_proof_and_its_answer_it_credits_once(String when) throws Exception {
        Path data = directory.resolve("data");
        String[] command = {"run", "--data", data.toString(), "--dev", "--listen", "127.0.0.1:0"};
        Process first = start(command);
        Caller miner = new Caller(url(line(first)), "k");
        miner.post("/v1/miner/register", Wire.registration("m1", "w"));
        String id = miner.post("/v1/jobs", Wire.job()).as(JobView.class).id();
        JobOffer offer = miner.get("/v1/miner/next?miner=m1&slots=1").as(JobOffer.class);
        byte[] proof = WireJson.write(Wire.proof(offer));

        try (Socket socket = RawCall.connect(miner.port())) {
            socket.getOutputStream().write(head(proof.length).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(proof);
            socket.getOutputStream().flush();
            while (when.equals("committed") && credits(data) == 0) {
                Thread.onSpinWait();
            }
            first.destroyForcibly(); // SIGKILL; nobody ever reads the answer
            assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }

        Caller again = new Caller(url(line(start(command))), "k");
        for (int i = 0; i < 3; i++) {
            Answer answer = again.post("/v1/miner/proof", proof, "Idempotency-Key", KEY);
            assertThat(answer.as(ProofResponse.class)).isEqualTo(new ProofResponse(id, JobState.COMPLETED, 5, "w"));
        }
        assertThat(again.post(
                                "/v1/miner/proof",
                                proof,
                                "Idempotency-Key",
                                UUID.nameUUIDFromBytes(proof).toString())
                        .status())
                .isEqualTo(200);
        WalletBalance balance = again.get("/v1/wallet/balance?wallet=w").as(WalletBalance.class);
        assertThat(balance.balance()).isEqualTo(5);
        assertThat(balance.jobsCredited()).isEqualTo(1);
    }

    private static Instant lastSeen(Caller caller) {
        return caller.get("/v1/miners").as(MinerList.class).miners().get(0).lastHeartbeatAt();
    }

    private static String head(int length) {
        return "POST /v1/miner/proof HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nIdempotency-Key: " + KEY
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static long credits(Path data) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("coordinator.db"));
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT count(*) FROM credits")) {
            return result.getLong(1);
        }
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("err" + (started.size() + 1)).toFile())
                .start();
        started.add(process);
        return process;
    }

    private static String line(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).as("the ready line").isNotNull();
        return line;
    }

    private static String url(String ready) {
        return ready.split(" ", -1)[2];
    }
}
