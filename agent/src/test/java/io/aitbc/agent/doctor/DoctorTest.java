package io.aitbc.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.agent.doctor.Finding.Result;
import io.aitbc.agent.engine.EngineTrial;
import io.aitbc.agent.host.FoundGpu;
import io.aitbc.agent.host.GpuFindings;
import io.aitbc.agent.journal.SqliteJournal;
import io.aitbc.api.host.Gpu;
import io.aitbc.api.wire.Answer;
import io.aitbc.testkit.net.FaultServer;
import io.aitbc.testkit.net.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a doctor says of one fault after another on a machine that is otherwise well. */
@Timeout(60)
class DoctorTest {
    private static final String NOW = "Date: Mon, 01 Jun 2026 12:00:01 GMT";
    private static final FoundGpu T4 =
            new FoundGpu(new Gpu(0, "NVIDIA", "Tesla T4", 15360, "550.163.01", "12.4"), "GPU-1");

    @TempDir
    Path directory;

    private FaultServer server;
    private Machine machine;

    @BeforeEach
    void start() throws IOException {
        server = FaultServer.start();
        server.otherwise(request -> Reply.json(404, "{}").with(NOW));
        machine = new Machine(directory, server.url());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void assertFinding(String id, Result result, String evidence, String fix) throws Exception {
        Finding finding = machine.finding(id);
        assertThat(finding.evidence()).contains(evidence);
        assertThat(finding.fix()).contains(fix);
        assertThat(finding.result()).as(finding.evidence()).isEqualTo(result);
    }

    @Test
    void aMachineThatIsWellHasNothingToMend() throws Exception {
        machine.unit(
                "LoadState=loaded", "UnitFileState=enabled", "ActiveState=active", "SubState=running", "User=root");
        Report report = machine.examine();
        assertThat(report.lines())
                .extracting(Report.Line::id)
                .containsExactly(
                        "config",
                        "unit",
                        "agent",
                        "disk",
                        "journal",
                        "memory",
                        "driver",
                        "devices",
                        "engine",
                        "dns",
                        "tls",
                        "coordinator",
                        "clock",
                        "key");
        assertThat(report.count(Result.FAIL)).as("%s", report.lines()).isZero();
        assertThat(report.lines().stream().filter(line -> line.finding().result() == Result.WARN))
                .as("no miner runs")
                .extracting(Report.Line::id)
                .containsExactly("agent");
        assertThat(report.toString()).doesNotContain("secret-key");
        assertThat(server.requests()).as("one question for two checks").hasSize(1);
        assertThat(server.requests().get(0).header("authorization")).isNull();
    }

    @Test
    void aConfigurationThatIsWrongIsToldAndTheRestStillLookedAt() throws Exception {
        machine.config += "HEARTBEAT_SECS=abc\nNONSENSE=1\n";
        Report report = machine.examine();
        assertThat(Machine.of(report, "config").evidence()).contains("HEARTBEAT_SECS", "NONSENSE");
        assertThat(Machine.of(report, "config").fix()).contains("aitbc-miner config check --config ");
        assertThat(report.count(Result.FAIL)).isEqualTo(1);
        assertThat(Machine.of(report, "key").result()).isEqualTo(Result.SKIP);
        assertThat(Machine.of(report, "memory").result()).isEqualTo(Result.OK);
    }

    @Test
    void aWarningOfTheConfigurationIsOne() throws Exception {
        machine.config = machine.config.replace("secret-key-0123", "REPLACE_WITH_WALLET_API_KEY");
        assertFinding("config", Result.WARN, "placeholder", "write the key");
    }

    @Test
    void aClockThatIsWrongIsToldBothWays() throws Exception {
        server.otherwise(request -> Reply.json(200, "{}").with("Date: Mon, 01 Jun 2026 11:50:00 GMT"));
        assertFinding("clock", Result.WARN, "600 s ahead of", "timedatectl");
        server.otherwise(request -> Reply.json(200, "{}").with("Date: Mon, 01 Jun 2026 13:00:00 GMT"));
        assertFinding("clock", Result.WARN, "3600 s behind", "timedatectl");
        server.otherwise(request -> Reply.json(200, "{}"));
        assertFinding("clock", Result.SKIP, "does not say what time", "");
    }

    @Test
    void aWebPageIsNoCoordinator() throws Exception {
        server.otherwise(request -> Reply.html(200));
        assertFinding("coordinator", Result.FAIL, "a web page answers", "COORD_URL");
    }

    @Test
    void aClosedPortIsToldOnce() throws Exception {
        server.close();
        assertFinding("coordinator", Result.FAIL, "nobody listens at " + server.url(), "firewall");
        assertFinding("clock", Result.SKIP, "does not answer", "");
        assertFinding("dns", Result.OK, "127.0.0.1", "");
    }

    @Test
    void aServerThatSpeaksNothingIsTold() throws Exception {
        server.otherwise(request -> Reply.garbage());
        assertFinding("coordinator", Result.FAIL, "", "COORD_URL");
    }

    @Test
    void aNameWithoutAnAddressIsTold() throws Exception {
        machine.config = machine.config.replace(server.url(), "http://no-such-host.invalid");
        assertFinding("dns", Result.FAIL, "no-such-host.invalid of COORD_URL has no address", "getent hosts");
        assertFinding("coordinator", Result.SKIP, "see dns", "");
    }

    /** The coordinator's name has no address here. */
    @Test
    void theCoordinatorIsAskedThroughTheProxy() throws Exception {
        machine.config = machine.config.replace(server.url(), "http://coordinator.invalid");
        machine.environment.put("http_proxy", server.url());
        assertFinding("coordinator", Result.OK, "http://coordinator.invalid answers with status 404", "");
        assertThat(server.requests().get(0).target()).isEqualTo("http://coordinator.invalid/healthz");
        machine.environment.put("http_proxy", "http://proxy.invalid:3128");
        assertFinding("coordinator", Result.FAIL, "proxy.invalid:3128 on the way", "a proxy in the environment");
    }

    @Test
    void theKeyIsJudgedByTheCoordinator() throws Exception {
        machine.key = config -> new Answer.Fatal<>(401, "UNAUTHORIZED_KEY", "unknown key");
        assertFinding("key", Result.FAIL, "refuses the key with status 401 UNAUTHORIZED_KEY", "API_KEY");
        machine.key = config -> new Answer.Fatal<>(403, "FORBIDDEN", "not a miner's");
        assertFinding("key", Result.FAIL, "403", "a key that may mine");
        machine.key = config -> new Answer.Unsupported<>();
        assertFinding("key", Result.SKIP, "first heartbeat", "");
        machine.key = config -> new Answer.Congested<>(null, "HTTP 503");
        assertFinding("key", Result.WARN, "busy", "later");
        machine.key = config -> new Answer.Retry<>("no connection");
        assertFinding("key", Result.FAIL, "could not be tried: no connection", "coordinator");
        machine.key = config -> {
            throw new IOException("the call broke");
        };
        assertFinding("key", Result.FAIL, "cannot be looked at: the call broke", "");
    }

    @Test
    void theUnitIsJudgedBySystemd() throws Exception {
        assertFinding("unit", Result.SKIP, "no systemd to ask (systemctl: cannot be started (not found))", "");
        machine.unit("LoadState=not-found");
        assertFinding("unit", Result.SKIP, "not installed", "");
        machine.unit("LoadState=masked");
        assertFinding("unit", Result.FAIL, "masked", "unmask");
        machine.unit("LoadState=loaded", "ActiveState=failed", "Result=exit-code", "ExecMainStatus=2", "NRestarts=5");
        assertFinding("unit", Result.FAIL, "restarted 5 times; it ended with exit-code, status 2", "journalctl");
        machine.unit("LoadState=loaded", "ActiveState=inactive", "UnitFileState=disabled");
        assertFinding("unit", Result.WARN, "inactive", "systemctl enable --now aitbc-miner");
        machine.unit("LoadState=loaded", "ActiveState=active", "UnitFileState=disabled");
        assertFinding("unit", Result.WARN, "not start with the machine", "systemctl enable aitbc-miner");
        machine.unit("LoadState=loaded", "ActiveState=active", "UnitFileState=enabled", "NeedDaemonReload=yes");
        assertFinding("unit", Result.WARN, "has changed", "daemon-reload");
        machine.unit("LoadState=loaded", "ActiveState=activating", "SubState=auto-restart");
        assertFinding("unit", Result.WARN, "auto-restart", "journalctl");
    }

    @Test
    void aJournalOfANewerMinerIsTold() throws Exception {
        assertFinding("journal", Result.OK, "yet; the first start makes it", "");
        Path file = directory.resolve("state/journal.db");
        new SqliteJournal(file, Runnable::run, () -> Machine.NOW).close();
        assertFinding("journal", Result.OK, "has version 1", "");
        newer(file);
        assertFinding(
                "journal", Result.FAIL, "newer aitbc-miner (journal version 7, this program knows 1)", "apt install");
        Files.writeString(file, "this is no database, whatever its name says. ".repeat(9));
        assertFinding("journal", Result.FAIL, "is no journal", "");
    }

    private static void newer(Path journal) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + journal);
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA user_version = 7");
        }
    }

    /** The newest version may still be in the write-ahead log. */
    @Test
    void aJournalThatIsOpenIsReadWhole() throws Exception {
        Path file = directory.resolve("state/journal.db");
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA user_version = 9");
            assertFinding("journal", Result.FAIL, "journal version 9", "apt install");
        }
    }

    @Test
    void memoryIsTold() throws Exception {
        machine.file("proc/meminfo", "MemTotal: 2000000 kB\nMemAvailable: 300000 kB\n");
        assertFinding("memory", Result.WARN, "292 of 1953 MiB are available", "ps aux");
        machine.config += "MAX_RAM_MB=4096\n";
        assertFinding("memory", Result.WARN, "MAX_RAM_MB is 4096", "below 1953");
    }

    @Test
    void aDiskWithoutRoomIsTold() throws Exception {
        machine.free = 500L << 20;
        assertFinding("disk", Result.WARN, "500 MiB free", "df -h");
        machine.free = 10L << 20;
        assertFinding("disk", Result.FAIL, "10 MiB free", "make room");
    }

    @Test
    void aDirectoryThatTheServicesUserCannotUseIsTold() throws Exception {
        machine.uid = 0; // with root's eyes nothing is closed; with the service's it is
        machine.unit("LoadState=loaded", "UnitFileState=enabled", "ActiveState=active", "User=aitbc");
        Path state = directory.resolve("state");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
        Report report = machine.examine();
        assertThat(report.askedBy()).isEqualTo("root");
        assertThat(report.speaksFor()).isEqualTo("aitbc");
        assertThat(Machine.of(report, "disk").evidence()).contains("cannot be written by aitbc");
        assertThat(Machine.of(report, "disk").fix()).isEqualTo("chown -R aitbc " + state);
        assertThat(Machine.of(report, "config").evidence()).contains("the service's user aitbc may not read");
    }

    @Test
    void whoIsNotRootCannotSpeakForTheService() throws Exception {
        machine.uid = 4242;
        machine.unit("LoadState=loaded", "UnitFileState=enabled", "ActiveState=active", "User=aitbc");
        Report report = machine.examine();
        assertThat(report.unseenUser()).isEqualTo("aitbc");
        assertThat(Machine.of(report, "engine").evidence()).contains("only root can start it");
    }

    @Test
    void theEngineIsStartedAsTheServicesUser() throws Exception {
        machine.uid = 0;
        machine.unit(
                "LoadState=loaded",
                "UnitFileState=enabled",
                "ActiveState=active",
                "User=aitbc",
                "SupplementaryGroups=video render");
        EngineTrial.Order[] orders = new EngineTrial.Order[1];
        machine.engine = order -> {
            orders[0] = order;
            return new EngineTrial.Said("pytorch", "2.7.1", "cpu", "EPYC");
        };
        assertFinding("engine", Result.OK, "pytorch 2.7.1 (the packaged one) runs on cpu, EPYC, started by aitbc", "");
        assertThat(orders[0].as())
                .containsExactly("setpriv", "--reuid=990", "--regid=990", "--groups=44,105,990", "--");
    }

    @Test
    void nothingIsLeftInTheCacheOfAnother() throws Exception {
        Files.createDirectory(directory.resolve("cache"));
        assertFinding("engine", Result.OK, "pytorch", "");
        machine.uid++;
        assertFinding("engine", Result.SKIP, "its cache " + directory.resolve("cache") + " belongs to", "");
    }

    @Test
    void anEngineThatIsMissingOrBrokenIsTold() throws Exception {
        machine.engine = order -> {
            throw new IOException("UnsatisfiedLinkError: libgomp");
        };
        assertFinding(
                "engine", Result.FAIL, "does not start: UnsatisfiedLinkError: libgomp", "apt install --reinstall");
        machine.environment.put("PYTORCH_LIBRARY_PATH", "/nowhere");
        assertFinding("engine", Result.FAIL, "PYTORCH_LIBRARY_PATH", "unset it");
        machine.environment.remove("PYTORCH_LIBRARY_PATH");
        Files.delete(directory.resolve("runner/pytorch-native-cpu-2.7.1-linux-x86_64.jar"));
        assertFinding("engine", Result.FAIL, "there is no engine in", "apt install aitbc-miner-engine-cpu");
    }

    @Test
    void anEnginePackageThatIsMissingOrOfAnotherVersionIsTold() throws Exception {
        machine.file("agent/version", "0.2.0\n");
        machine.file("runner/version", "0.2.0\n");
        assertFinding("engine", Result.OK, "pytorch", "");
        machine.file("runner/version", "0.1.0\n");
        assertFinding(
                "engine",
                Result.FAIL,
                "the package aitbc-miner-engine-cpu is version 0.1.0, and aitbc-miner is 0.2.0",
                "apt install --reinstall ./aitbc-miner-engine-cpu_0.2.0_amd64.deb");
        Files.move(directory.resolve("runner"), directory.resolve("elsewhere"));
        assertFinding("engine", Result.FAIL, "(package aitbc-miner-engine-cpu) is not installed", "apt install");
    }

    @Test
    void aCardWithoutItsEngineIsTold() throws Exception {
        machine.gpus = new GpuFindings(List.of(T4), List.of());
        machine.engine = order -> new EngineTrial.Said("pytorch", "2.7.1", "cpu", "EPYC");
        assertFinding("driver", Result.OK, "Tesla T4 with 15360 MiB, driver 550.163.01, CUDA up to 12.4", "");
        assertFinding("engine", Result.WARN, "a GPU is here, and", "aitbc-miner engine install cuda");
    }

    @Test
    void aDriverThatDoesNotAnswerIsTold() throws Exception {
        machine.gpus = new GpuFindings(List.of(), List.of("nvml: no libnvidia-ml.so.1"));
        assertFinding("driver", Result.SKIP, "no NVIDIA driver is here", "");
        machine.file("dev/nvidiactl", "");
        assertFinding("driver", Result.WARN, "nvml: no libnvidia-ml.so.1", "apt install nvidia-driver");
        machine.config += "ACCEL_MODE=gpu\n";
        assertFinding("driver", Result.FAIL, "ACCEL_MODE is gpu", "ACCEL_MODE=cpu");
        machine.config += "ACCEL_MODE=cpu\n";
        assertThat(machine.finding("config").evidence()).contains("ACCEL_MODE");
    }

    @Test
    void devicesAreSeenWithTheServicesEyes() throws Exception {
        machine.uid = 0;
        machine.unit("LoadState=loaded", "ActiveState=active", "UnitFileState=enabled", "User=aitbc");
        assertFinding("devices", Result.SKIP, "there is no /dev/nvidia*", "");
        machine.file("proc/driver/nvidia/version", "");
        assertFinding("devices", Result.FAIL, "the driver is loaded", "nvidia-modprobe");
        for (String name : new String[] {"nvidia0", "nvidiactl"}) {
            Files.setPosixFilePermissions(
                    machine.file("dev/" + name, ""), PosixFilePermissions.fromString("rw-rw----"));
        }
        assertFinding("devices", Result.FAIL, "aitbc may not open /dev/nvidia0, /dev/nvidiactl", "usermod -aG ");
        for (String name : new String[] {"nvidia0", "nvidiactl"}) {
            Files.setPosixFilePermissions(
                    directory.resolve("dev/" + name), PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        assertFinding("devices", Result.WARN, "no /dev/nvidia-uvm", "nvidia-modprobe");
        Files.setPosixFilePermissions(machine.file("dev/nvidia-uvm", ""), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertFinding("devices", Result.OK, "aitbc may open /dev/nvidia-uvm, /dev/nvidia0, /dev/nvidiactl", "");
    }

    @Test
    void aCheckThatHangsIsTimedOutAndSpoilsNoOther() throws Exception {
        record Hanging(Duration limit) implements Check {
            @Override
            public String id() {
                return "hanging";
            }

            @Override
            public Finding examine() throws InterruptedException {
                new java.util.concurrent.CountDownLatch(1).await();
                return Finding.ok("never");
            }
        }
        record Quick(String id) implements Check {
            @Override
            public Finding examine() {
                return Finding.ok("at once");
            }
        }
        List<List<String>> waited = new java.util.ArrayList<>();
        List<Report.Line> lines =
                new Examination(List.of(new Hanging(Duration.ofMillis(600)), new Quick("quick"))).run(waited::add);
        assertThat(lines.get(0).finding().result()).isEqualTo(Result.FAIL);
        assertThat(lines.get(0).finding().evidence()).contains("no answer within");
        assertThat(lines.get(1).finding().evidence()).isEqualTo("at once");
        assertThat(waited).isNotEmpty().last().isEqualTo(List.of("hanging"));
    }
}
