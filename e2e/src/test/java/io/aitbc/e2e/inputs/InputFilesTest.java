package io.aitbc.e2e.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitbc.coordinator.keys.Hashes;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.MinerState;
import io.aitbc.e2e.Site;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Program;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.SubmitRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file from a client's disk, through coordinator, agent and runner, and back. */
class InputFilesTest {
    private static final int BYTES = 3 << 20;
    private static final int SIGKILLED = 137;

    @TempDir
    static Path directory;

    private static Site site;
    private static Jobs jobs;
    private static Path file;
    private static int miners;

    private final String name = "m" + ++miners;
    private final List<Program> started = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        byte[] bytes = new byte[BYTES];
        new Random(3).nextBytes(bytes);
        file = Files.write(directory.resolve("input.bin"), bytes);
        site = new Site(directory, "--lease-secs", "5", "--unlisted-secs", "1");
        site.pool().runner(CopyingRunner.in(directory.resolve("runner")));
        jobs = site.jobs();
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @AfterEach
    void clear() {
        started.forEach(Program::close);
        site.clear();
    }

    private Program online() {
        Program miner = site.online(name, Map.of());
        started.add(miner);
        return miner;
    }

    private static JobView submitted() throws IOException {
        String sha256 = site.client().uploadInput(Files.readAllBytes(file)).sha256();
        return site.client()
                .submit(new SubmitRequest(
                        CopyInput.NAME, Map.of("file", sha256), JobMode.ANY, Jobs.PRICE, null, 5, List.of(sha256)));
    }

    @Test
    void submitUploadsItAndTheJobGetsIt() throws Exception {
        Program miner = online();
        Invocation.Ended submit = site.pool()
                .run(
                        "aitbc-coordinator",
                        Map.of("AITBC_COORD_URL", site.pool().url(), "AITBC_API_KEY", "key-of-client"),
                        "submit",
                        CopyInput.NAME,
                        "--input",
                        "file=" + file,
                        "--wait")
                .end(Jobs.SOON);
        assertThat(submit.status()).as(submit.err()).isZero();
        JobView job = site.client().jobs().get(0);
        assertThat(job.outputSha()).isEqualTo(Hashes.of(Files.readAllBytes(file)));
        assertThat(site.client().output(job.id())).isEqualTo(Files.readAllBytes(file));
        assertNothingLeft(miner);
    }

    @Test
    void aJobWithAFileThatIsNotThereIsRefused() {
        online();
        String sha256 = "0".repeat(64);
        assertThatThrownBy(() -> site.client()
                        .submit(new SubmitRequest(
                                CopyInput.NAME, Map.of("file", sha256), null, null, null, null, List.of(sha256))))
                .hasMessageContaining("INPUT_NOT_FOUND");
        JobView unlisted = site.client()
                .submit(new SubmitRequest(CopyInput.NAME, Map.of("file", sha256), null, null, null, null, null));
        JobView end = jobs.awaitEnd(unlisted);
        assertThat(end.state()).isEqualTo(JobState.FAILED);
        assertThat(String.valueOf(end.failure())).contains("E_INVALID").contains("INPUT_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"asked", "taken", "there"})
    void killedWhileFetchingTheJobIsCreditedOnce(String moment) throws Exception {
        Program doomed = site.pool().startMinerClass(name, DoomedFetch.class, List.of(moment));
        started.add(doomed);
        site.awaitOnline(name);
        JobView job = submitted();
        assertThat(doomed.awaitExit(Jobs.SOON)).isEqualTo(SIGKILLED);
        Program next = online();
        JobView end = jobs.awaitEnd(job);
        assertThat(end.state()).as("%s", end.failure()).isEqualTo(JobState.COMPLETED);
        assertThat(end.outputSha()).isEqualTo(Hashes.of(Files.readAllBytes(file)));
        assertThat(site.client().balance("wallet_" + name).jobsCredited()).isEqualTo(1);
        assertNothingLeft(next);
    }

    @Test
    void execTakesItFromTheCommandLine() throws Exception {
        String sha256 = Hashes.of(Files.readAllBytes(file));
        Path job = Files.writeString(
                directory.resolve("job.json"),
                "{\"id\": \"try\", \"workload\": \"copy_input\", \"params\": {\"file\": \"" + sha256 + "\"}}");
        Path out = directory.resolve("out");
        Invocation.Ended without = exec(job, out);
        assertThat(without.status()).isEqualTo(2);
        assertThat(without.out()).contains(sha256).contains("--input FILE").contains("params.file");
        Invocation.Ended other = exec(job, out, "--input", job.toString());
        assertThat(other.status()).isEqualTo(2);
        assertThat(other.err()).contains("no parameter of the job names");
        Invocation.Ended with = exec(job, out, "--input", file.toString());
        assertThat(with.status()).as(with.err()).isZero();
        assertThat(with.out()).contains(sha256);
        assertThat(out.resolve("copy.bin")).hasSameBinaryContentAs(file);
        assertThat(out.toFile().list()).containsExactly("copy.bin");
    }

    private static Invocation.Ended exec(Path job, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("exec", job.toString(), "--out", out.toString()));
        arguments.addAll(List.of(more));
        return site.pool()
                .run("aitbc-miner", Map.of("ACCEL_MODE", "cpu"), arguments.toArray(String[]::new))
                .end(Jobs.SOON);
    }

    private void assertNothingLeft(Program miner) {
        miner.terminate();
        assertThat(miner.awaitExit(Jobs.SOON)).isZero();
        MinerState left = new MinerState(directory.resolve(name));
        assertThat(left.openJobs()).isEmpty();
        assertThat(left.jobDirectories()).isEmpty();
    }
}
