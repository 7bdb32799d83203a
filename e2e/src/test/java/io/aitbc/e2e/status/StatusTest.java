package io.aitbc.e2e.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.MinerStatus;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.PoolClient;
import io.aitbc.e2e.harness.Program;
import io.aitbc.ipc.PlainJson;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code aitbc-miner status} says while a miner works and while it does not, and what nobody ever says: the key.
 */
class StatusTest {
    private static final String KEY = "a-key-that-nobody-must-ever-see";

    @TempDir
    static Path directory;

    @AutoClose
    private static Site site;

    private static Pool pool;
    private static PoolClient client;
    private static Jobs jobs;
    private static Program miner;

    @BeforeAll
    static void startMiner() {
        site = new Site(directory, "--heartbeat-secs", "1");
        pool = site.pool();
        client = site.client();
        jobs = site.jobs();
        miner = site.online("m", Map.of("API_KEY", KEY, "LOG_LEVEL", "trace", "ACCEL_MODE", "gpu"));
    }

    private static void awaitActivity(String text) {
        Eventually.get("activity", Jobs.SOON, () -> pool.status("m").activity(), text::equals);
    }

    private static Invocation.Ended command(String... arguments) {
        return pool.run("aitbc-miner", Map.of(), arguments).end(Jobs.SOON);
    }

    @Test
    void showsProgressAndThenWhyItIsIdle() throws IOException {
        JobView job = jobs.endless();
        Eventually.get("progress", Jobs.SOON, () -> pool.status("m").progress(), part -> part > 0);
        MinerStatus working = pool.status("m");
        assertThat(working.activity()).isEqualTo("working on 1 job");
        assertThat(working.objects("jobs").get(0).get("id")).isEqualTo(job.id());
        assertThat(working.objects("jobs").get(0).get("phase")).isEqualTo("running");

        Invocation.Ended shown = command("status", "--json", "--config", conf());
        assertThat(shown.status()).isZero();
        assertThat(shown.out().lines()).hasSize(1);
        Map<?, ?> tree = (Map<?, ?>) PlainJson.read(shown.out().getBytes(StandardCharsets.UTF_8));
        assertThat(tree.get("miner_id")).isEqualTo("m");
        assertThat((List<?>) tree.get("jobs")).hasSize(1);
        client.cancel(job.id());

        awaitActivity("idle: the coordinator has no job for this miner");
        JobView done = jobs.awaitEnd(jobs.small());
        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        Map<?, ?> last = Eventually.get(
                        "the result",
                        Jobs.SOON,
                        () -> pool.status("m"),
                        seen -> seen.objects("recent").stream()
                                .anyMatch(each -> done.id().equals(each.get("id"))))
                .objects("recent")
                .get(0);
        assertThat(last.get("ended")).isEqualTo("proved");
        assertThat(last.get("output_sha")).isEqualTo(done.outputSha());
        assertThat(last.get("credited")).isEqualTo(Jobs.PRICE);
    }

    private static String conf() {
        return directory.resolve("m/miner.conf").toString();
    }

    @Test
    void keepsWarningOfAGpuThatIsNotThere() {
        Assumptions.assumeFalse(
                Files.exists(Path.of("/dev/nvidiactl")) || Files.exists(Path.of("/proc/driver/nvidia/version")),
                "skipped: this machine has an NVIDIA driver");
        MinerStatus status = Eventually.get(
                "a warning",
                Jobs.SOON,
                () -> pool.status("m"),
                seen -> !seen.warnings().isEmpty());
        assertThat(status.warnings()).anyMatch(warning -> warning.contains("ACCEL_MODE is gpu"));
        assertThat(status.object("device").get("mode")).isEqualTo("cpu");
        assertThat(status.object("device").get("asked")).isEqualTo("gpu");
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
        assertThat(pool.status("m").warnings()).anyMatch(warning -> warning.contains("ACCEL_MODE is gpu"));
        assertThat(client.miners().miners().get(0).toString()).containsIgnoringCase("mode=cpu");
    }

    @Test
    void saysThatNoMinerRuns() {
        Invocation.Ended ended =
                command("status", "--config", pool.configure("nobody", Map.of()).toString());
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("the miner is not running");
    }

    @Test
    void neverShowsTheKey() throws IOException {
        assertThat(jobs.awaitEnd(jobs.small()).state()).isEqualTo(JobState.COMPLETED);
        Eventually.get("debug lines", Jobs.SOON, miner::lines, lines -> lines.size() > 5);
        assertThat(pool.status("m").tree().toString()).doesNotContain(KEY);
        assertThat(command("config", "check", "--config", conf()).toString()).doesNotContain(KEY);
        for (ProcessHandle child : miner.handle().descendants().toList()) {
            assertThat(proc(child, "cmdline")).isNotEmpty().doesNotContain(KEY);
            assertThat(proc(child, "environ")).isNotEmpty().doesNotContain(KEY);
        }
        assertThat(filesThatHold(KEY)).containsExactly("m/miner.conf");
    }

    private static String proc(ProcessHandle process, String file) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
    }

    private static List<String> filesThatHold(String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                    found.add(directory.relativize(file).toString());
                }
            }
        }
        return found;
    }
}
