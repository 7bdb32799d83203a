package io.aitbc.e2e.wrong;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Eventually;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that cannot start: they say everything that is wrong, with what to do, and change nothing. */
class ConfigurationTest {
    /** Nobody listens there, and nobody has to. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    @TempDir
    Path directory;

    private Pool pool;

    @BeforeEach
    void makePool() {
        pool = new Pool(Checkout.home(), directory);
    }

    @AfterEach
    void stopAll() {
        pool.close();
    }

    private Invocation.Ended run(Map<String, String> settings) {
        return pool.run(
                        "aitbc-miner",
                        Map.of(),
                        "run",
                        "--config",
                        pool.configure("m", settings).toString())
                .end(Jobs.SOON);
    }

    @Test
    void namesEveryMistakeAtOnce() {
        Invocation.Ended ended = run(Map.of(
                "COORD_URL", "ftp://x",
                "HEARTBEAT_SECS", "abc",
                "MAX_CONCURRENCY", "0",
                "ACCEL_MOD", "cpu",
                "WORK_DIR", "relative",
                "API_KEY", "two words"));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("miner.conf: 6 problems")
                .contains("COORD_URL")
                .contains("HEARTBEAT_SECS \"abc\"")
                .contains("MAX_CONCURRENCY \"0\"")
                .contains("did you mean ACCEL_MODE?")
                .contains("WORK_DIR \"relative\"")
                .contains("API_KEY")
                .doesNotContain("two words")
                .doesNotContain("Exception");
        assertThat(directory.resolve("m/state")).doesNotExist();
    }

    @Test
    void saysThatThereIsNoConfiguration() {
        Invocation.Ended ended = pool.run("aitbc-miner", Map.of(), "run", "--config", "/nowhere/miner.conf")
                .end(Jobs.SOON);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("/nowhere/miner.conf").contains("does not exist");
    }

    @Test
    void namesTheProcessThatUsesTheStateDirectory() {
        Program first = pool.startMiner("m", Map.of("COORD_URL", NOWHERE));
        Eventually.get("a miner", Jobs.SOON, () -> directory.resolve("m/state/agent.sock"), Files::exists);

        Invocation.Ended second = run(Map.of("COORD_URL", NOWHERE, "MINER_ID", "another"));

        assertThat(second.status()).isEqualTo(1);
        assertThat(second.err())
                .contains("STATE_DIR " + directory.resolve("m/state"))
                .contains("process " + first.pid())
                .contains("give this one a STATE_DIR of its own");
        assertThat(pool.status("m").state()).as("the first one goes on").isNotEmpty();
        assertThat(pool.status("m").tree()).containsEntry("miner_id", "m");
    }

    @Test
    void refusesAWorkDirectoryOfAnotherUser() throws IOException {
        Path work = Files.createDirectories(directory.resolve("theirs"));
        try {
            Files.setAttribute(work, "unix:uid", 4711);
        } catch (IOException e) {
            Assumptions.abort("skipped: only root can give a directory away");
        }
        Invocation.Ended ended = run(Map.of("COORD_URL", NOWHERE, "WORK_DIR", work.toString()));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .contains(work.toString())
                .contains("belongs to another user")
                .contains("chown");
        assertThat(Files.getAttribute(work, "unix:uid")).isEqualTo(4711);
    }

    @Test
    void refusesAWorkDirectoryThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        Invocation.Ended ended = run(Map.of("COORD_URL", NOWHERE, "WORK_DIR", file.toString()));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).contains(file.toString()).contains("cannot be made");
        assertThat(file).hasContent("mine");
    }

    @Test
    void refusesADamagedJournal() throws IOException {
        Path state = Files.createDirectories(directory.resolve("m/state"));
        Path journal = Files.writeString(
                state.resolve("journal.db"), "this is no database, whatever its name says\n".repeat(99));
        Invocation.Ended ended = run(Map.of("COORD_URL", NOWHERE));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .contains(journal.toString())
                .contains("cannot be used")
                .doesNotContain("at io.aitbc");
        assertThat(journal).content().startsWith("this is no database");
    }

    @Test
    void coordinatorNamesABusyPortAndABusyDirectory() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + busy.getLocalPort();
            Invocation.Ended ended = coordinator(listen, "other");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains(listen).doesNotContain("at io.aitbc");
        }
        pool.startCoordinator();
        Invocation.Ended ended = coordinator("127.0.0.1:0", "coordinator");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .contains(directory.resolve("coordinator").toString())
                .doesNotContain("at io.aitbc");
    }

    @Test
    void coordinatorDoesNotListenToTheWorldWithoutKeys() {
        Invocation.Ended dev = coordinator("0.0.0.0:0", "data");
        assertThat(dev.status()).isNotZero();
        assertThat(dev.err()).contains("--dev").contains("this machine only");

        Invocation.Ended keyless = pool.run(
                        "aitbc-coordinator",
                        Map.of(),
                        "run",
                        "--listen",
                        "0.0.0.0:0",
                        "--data",
                        directory.resolve("data").toString())
                .end(Jobs.SOON);
        assertThat(keyless.status()).isNotZero();
        assertThat(keyless.err()).contains("keys add");
    }

    private Invocation.Ended coordinator(String listen, String data) {
        return pool.run(
                        "aitbc-coordinator",
                        Map.of(),
                        "run",
                        "--listen",
                        listen,
                        "--dev",
                        "--data",
                        directory.resolve(data).toString())
                .end(Jobs.SOON);
    }
}
