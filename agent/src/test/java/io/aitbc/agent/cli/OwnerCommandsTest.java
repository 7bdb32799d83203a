package io.aitbc.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.ops.Route;
import io.aitbc.agent.ops.SocketPlace;
import io.aitbc.agent.ops.StatusFixture;
import io.aitbc.agent.ops.StatusReport;
import io.aitbc.agent.ops.StatusServer;
import io.aitbc.agent.ops.StatusTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The owner's commands over a real socket, before a miner that answers what it is told to. */
@Timeout(30)
class OwnerCommandsTest {
    private final CliFixture cli = new CliFixture();
    private final List<String> asked = new ArrayList<>();
    private Map<String, Object> answer = new LinkedHashMap<>();
    private List<Boolean> device = List.of(true);
    private int looks;
    private Path state;
    private StatusServer server;

    @BeforeEach
    void setUp() throws IOException {
        state = Files.createTempDirectory("ow");
        cli.env("STATE_DIR", state.toString());
        List<Route> routes =
                new ArrayList<>(StatusFixture.route(() -> CompletableFuture.completedFuture(StatusFixture.busy())));
        for (String path : List.of("/pause", "/resume", "/drain", "/reload")) {
            routes.add(route("POST", path));
        }
        routes.add(route("GET", "/jobs"));
        routes.add(new Route(
                "GET",
                "/pause",
                fields -> CompletableFuture.completedFuture(
                        Map.of("device_free", device.get(Math.min(looks++, device.size() - 1))))));
        server = StatusServer.start(
                new SocketPlace(state.resolve(SocketPlace.NAME), false), routes, Duration.ofSeconds(10));
    }

    private Route route(String method, String path) {
        return new Route(method, path, fields -> {
            asked.add(path + " " + fields);
            if (answer.isEmpty()) {
                throw new Route.RefusedException(422, "NO", "miner.conf: 2 problems\n  a\n  b");
            }
            return CompletableFuture.completedFuture(answer);
        });
    }

    @AfterEach
    void tearDown() throws IOException {
        server.close();
        Files.delete(state);
    }

    private void answers(Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            answer.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
    }

    @ParameterizedTest
    @CsvSource({"90s, 90", "30m, 1800", "2h, 7200", "1d, 86400", "1h30m, 5400", "366d, 31622400"})
    void pausesForASpan(String span, long seconds) throws Exception {
        answers("until", "2026-01-31T14:00:00Z", "now", true, "working", 1);
        assertThat(cli.run("pause", "--now", "--for", span)).isZero();
        assertThat(asked).containsExactly("/pause {now=true, for_secs=" + seconds + "}");
        assertThat(cli.out()).isEqualTo("""
            paused until 2026-01-31T14:00:00Z
            1 job handed back
            nothing runs any more: the device is free
            """);
    }

    @Test
    void pauseNowAnswersWhenTheDeviceIsFree() throws Exception {
        answers("until", null, "now", true, "working", 0, "device_free", false);
        device = List.of(false, false, false, true);
        int[] waits = new int[1];
        cli.pause = time -> waits[0]++;
        assertThat(cli.run("pause", "--now", "--json")).isZero();
        assertThat(waits[0]).isEqualTo(3);
        assertThat(cli.out()).endsWith("\"device_free\":true}\n");
    }

    @Test
    void pauseNowSaysSoWhenTheRunnerTakesTooLong() throws Exception {
        answers("until", null, "now", true, "working", 0);
        device = List.of(false);
        Duration[] waited = {Duration.ZERO};
        cli.pause = time -> waited[0] = waited[0].plus(time);
        assertThat(cli.run("pause", "--now")).isEqualTo(1);
        assertThat(waited[0]).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
        assertThat(cli.out()).endsWith("the runner has not ended yet; see: aitbc-miner status\n");
    }

    @Test
    void pausesUntilResumed() throws Exception {
        answers("until", null, "now", false, "working", 2);
        assertThat(cli.run("pause")).isZero();
        assertThat(asked).containsExactly("/pause {now=false}");
        assertThat(cli.out()).isEqualTo("""
            paused until: aitbc-miner resume
            2 jobs still to finish; to stop at once: aitbc-miner pause --now
            """);
        assertThat(cli.run("pause", "--json")).isZero();
        assertThat(cli.out()).isEqualTo("{\"until\":null,\"now\":false,\"working\":2}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "367d", "2", "h", "2 h", "-2h", "2h 3", "99999999s", "1w"})
    void refusesWhatIsNoSpan(String span) throws Exception {
        assertThat(cli.run("pause", "--for", span)).isEqualTo(2);
        assertThat(cli.err()).contains("write 90s, 30m, 2h, 1d or 1h30m");
        assertThat(asked).isEmpty();
    }

    @Test
    void resumes() throws Exception {
        answers("was_paused", true, "activity", "idle: the coordinator has no job");
        assertThat(cli.run("resume")).isZero();
        assertThat(cli.out()).isEqualTo("resumed; now: idle: the coordinator has no job\n");
        answers("was_paused", false);
        assertThat(cli.run("resume")).isZero();
        assertThat(cli.out()).startsWith("it was not paused; now: ");
    }

    @Test
    void drainWaitsUntilTheMinerHasEnded() throws Exception {
        answers("draining", true, "pid", Long.MAX_VALUE);
        int[] looks = new int[1];
        cli.pause = time -> {
            if (++looks[0] == 3) {
                server.close();
            }
        };
        assertThat(cli.run("drain")).isZero();
        assertThat(looks[0]).isEqualTo(3);
        assertThat(cli.out()).isEqualTo("draining: j-1 torch_bench running 25 %\nthe miner has ended\n");
    }

    @Test
    void reloadSaysWhatChangedAndWhatWaits() throws Exception {
        answers(
                "changed",
                List.of(Map.of("key", "LOG_LEVEL", "before", "info", "after", "debug")),
                "waits_for_restart",
                List.of(Map.of("key", "MINER_ID", "before", "", "after", "x")));
        assertThat(cli.run("reload")).isZero();
        assertThat(cli.out()).isEqualTo("""
            changed
              LOG_LEVEL  info → debug
            waits for a restart (sudo systemctl restart aitbc-miner)
              MINER_ID  (nothing) → x
            """);
        answers("changed", List.of(), "waits_for_restart", List.of());
        assertThat(cli.run("reload")).isZero();
        assertThat(cli.out()).contains("nothing changed");
    }

    @Test
    void whatTheMinerRefusesIsToldWhole() throws Exception {
        assertThat(cli.run("reload")).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("aitbc-miner: error: the miner says: miner.conf: 2 problems\n  a\n  b\n");
    }

    @Test
    void listsJobs() throws Exception {
        StatusReport report = StatusFixture.busy();
        answer.putAll(StatusTree.jobs(report.jobs(), report.recent(), report.at()));
        assertThat(cli.run("jobs", "-n", "5")).isZero();
        assertThat(asked).containsExactly("/jobs {n=5}");
        assertThat(cli.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "JOB WORKLOAD PHASE PROGRESS CREDITED SINCE RESULT",
                        "j-1 torch_bench running 25 % 2026-01-31T11:59:51Z iteration 25 of 100",
                        "j-0 torch_bench proved 5 2026-01-31T11:59:00Z " + "ab".repeat(32),
                        "j-9 llm_gen failed - 2026-01-31T11:58:30Z E_OOM: too large");
        assertThat(cli.run("jobs", "-n", "0")).isEqualTo(2);
        assertThat(cli.run("jobs", "-n", "x")).isEqualTo(2);
        answer.clear();
        answers("at", "x");
        assertThat(cli.run("jobs")).isZero();
        assertThat(cli.out()).contains("no jobs yet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "drain", "reload", "jobs"})
    void withoutAMinerEachSaysSoAndEachTeaches(String command) throws Exception {
        server.close();
        assertThat(cli.run(command)).isEqualTo(1);
        assertThat(cli.err()).contains("the miner is not running: start it with: sudo systemctl start aitbc-miner");
        assertThat(cli.run(command, "--help")).isZero();
        assertThat(cli.out())
                .contains("Usage: aitbc-miner " + command)
                .contains("--json")
                .contains("--config=FILE");
    }
}
