package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.ops.SocketPlace;
import io.aitbc.agent.ops.StatusFixture;
import io.aitbc.agent.ops.StatusReport;
import io.aitbc.agent.ops.StatusServer;
import io.aitbc.agent.ops.StatusTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StatusCommandTest {
    private final CliFixture cli = new CliFixture();
    private final AtomicReference<StatusReport> report = new AtomicReference<>(StatusFixture.busy());
    private Path state;
    private StatusServer server;

    @BeforeEach
    void setUp() throws IOException {
        state = Files.createTempDirectory("st");
        cli.env("STATE_DIR", state.toString());
        start();
    }

    private void start() throws IOException {
        server = StatusServer.start(
                new SocketPlace(state.resolve(SocketPlace.NAME), false),
                StatusFixture.route(() -> CompletableFuture.completedFuture(report.get())),
                Duration.ofSeconds(10));
    }

    @AfterEach
    void tearDown() throws IOException {
        server.close();
        Files.delete(state);
    }

    @Test
    void showsABusyMiner() throws Exception {
        assertThat(cli.run("status")).isZero();
        assertThat(cli.out()).isEqualTo("""
            node7-gpu0 is ONLINE: running 1 job
              runs on      cpu, AMD EPYC (ACCEL_MODE gpu)
              machine      memory 2048 of 8192 MiB used, runner 610 MiB, CPU 55 °C
              coordinator  http://127.0.0.1:8080, last heartbeat 4 s ago
              slots        1 of 2 busy
              to submit    1 (no connection)
              so far       7 proved, 1 failed, 35 credited to wallet_demo
              version      0.1.0, Java 17.0.15, pytorch 2.7.1; process 4242, up 60 min
            jobs
              j-1  torch_bench  running  9 s  25 %  iteration 25 of 100
            last results
              j-0  torch_bench  proved  60 s ago  credited 5  output abababababab…
              j-9  llm_gen      failed  90 s ago              E_OOM: too large
            warnings
              ACCEL_MODE is gpu but there is none
                → set ACCEL_MODE=cpu
            """);
    }

    @Test
    void showsWhyAMinerIsIdle() throws Exception {
        report.set(StatusFixture.idle());
        assertThat(cli.run("status")).isZero();
        assertThat(cli.out()).isEqualTo("""
            node7-gpu0 is OFFLINE: idle: the coordinator does not answer (no connection)
              runs on      cuda:0, 16376 MiB (ACCEL_MODE auto)
              coordinator  http://127.0.0.1:8080, no heartbeat taken yet; for 0 s: no connection
              slots        0 of 1 busy
              to submit    0
              so far       0 proved, 0 failed, 0 credited to wallet_demo
              version      0.1.0, Java 17.0.15; process 4242, up 0 s
            """);
    }

    @Test
    void jsonIsOneLineForPrograms() throws Exception {
        assertThat(cli.run("status", "--json")).isZero();
        assertThat(cli.out()).startsWith("{\"state\":\"ONLINE\",\"activity\":").hasLineCount(1);
    }

    @Test
    void watchGoesOnThroughARestart() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        cli.pause = time -> {
            assertThat(time).isEqualTo(Duration.ofSeconds(1));
            try {
                switch (looks.incrementAndGet()) {
                    case 1 -> server.close();
                    case 2 -> start();
                    default -> throw new InterruptedException();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        assertThat(cli.run("status", "--watch", "--json")).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cli.out()).hasLineCount(2);
        assertThat(cli.err()).hasLineCount(1).contains("the miner is not running");
    }

    @Test
    void withoutAMinerSaysSo() throws Exception {
        server.close();
        assertThat(cli.run("status")).isEqualTo(1);
        assertThat(cli.err())
                .isEqualTo("aitbc-miner: error: the miner is not running: start it with: sudo systemctl start"
                        + " aitbc-miner (or aitbc-miner run); nobody listens on " + state
                        + "/agent.sock or /run/aitbc-miner/agent.sock\n");
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void withoutAMinerAndWithoutItsEngineSaysWhatToInstall() throws Exception {
        server.close();
        cli.tools = CliFixture.runnerIn(state.resolve("runner"));
        assertThat(cli.run("status")).isEqualTo(1);
        assertThat(cli.err())
                .isEqualTo(
                        "aitbc-miner: error: the miner is not running, and cannot: the engine (package"
                                + " aitbc-miner-engine-cpu) is not installed: apt install --reinstall aitbc-miner-engine-cpu\n");
    }

    @Test
    void theServicesSocketIsFoundWhereItsOwnStateDirectoryHasNone() throws Exception {
        cli.env("RUNTIME_DIRECTORY", state.toString()).env("STATE_DIR", "/nowhere/at/all");
        assertThat(cli.run("status")).isZero();
        assertThat(cli.out()).startsWith("node7-gpu0 is ONLINE");
    }

    @Test
    void aConfigurationThatIsNamedMustBeThere() throws Exception {
        assertThat(cli.run("status", "--config", state.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(cli.err()).contains("the file does not exist");
    }

    /** Another version's report, or a broken one, is shown as far as it goes. */
    @Test
    void takesWhateverAnotherVersionSays() {
        assertThat(StatusView.of(Map.of())).startsWith("- is -: -\n");
        Map<String, Object> odd = new LinkedHashMap<>(StatusTree.of(StatusFixture.busy()));
        odd.put("jobs", List.of("x", Map.of("id", 7, "fraction", "half", "since", "yesterday"), List.of()));
        odd.put("recent", "none");
        odd.put("coordinator", 3);
        odd.put("at", "\u001b[2J");
        odd.put("activity", "red\u001b[31m\nalert");
        assertThat(StatusView.of(odd))
                .contains(" is ONLINE: red?[31m?alert\n")
                .contains("  7  -  -  -\n")
                .doesNotContain("\u001b");
    }
}
