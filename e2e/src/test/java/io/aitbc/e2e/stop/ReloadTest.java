package io.aitbc.e2e.stop;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import io.aitbc.e2e.harness.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP: what can change while the miner runs does, what cannot is named, and a wrong file changes nothing. */
class ReloadTest {
    @TempDir
    static Path directory;

    @AutoClose
    private static Pool pool;

    private static Program miner;

    @BeforeAll
    static void startMiner() {
        pool = new Pool(Checkout.home(), directory);
        pool.startCoordinator("--long-poll-secs", "0");
        miner = pool.startMiner("m", Map.of("JOB_POLL_SECS", "3600"));
        miner.awaitLine(Pattern.compile("accelerator chosen"), Jobs.SOON);
    }

    private static void reload(Map<String, String> settings) {
        pool.configure("m", settings);
        miner.signal("HUP");
    }

    private static void awaitLine(String pattern) {
        miner.awaitLine(Pattern.compile(pattern), Jobs.SOON);
    }

    @Test
    void takesUpWhatCanChangeAndNamesWhatCannot() {
        reload(Map.of("JOB_POLL_SECS", "2", "LOG_LEVEL", "debug", "MINER_ID", "other", "MAX_CONCURRENCY", "2"));

        awaitLine("configuration changed key=JOB_POLL_SECS before=3600 after=2");
        awaitLine("configuration changed key=LOG_LEVEL before=info after=debug");
        awaitLine("configuration changed key=MAX_CONCURRENCY before=1 after=2");
        awaitLine("configuration change waits for a restart key=MINER_ID before=m after=other");
        assertThat(pool.status("m").object("slots").get("total")).isEqualTo(2L);
        assertThat(pool.status("m").tree()).containsEntry("miner_id", "m");

        reload(Map.of("JOB_POLL_SECS", "two", "LOG_LEVEL", "debug"));
        awaitLine("configuration not taken over, the old one holds.*JOB_POLL_SECS");
        assertThat(miner.isAlive()).isTrue();
    }

    /** The JVM does not take over a signal that is ignored when it begins. */
    @Test
    void underNohupItSaysWhatToDoInsteadOfSighup() {
        Program deaf = pool.startMinerUnder(List.of("nohup"), "deaf", Map.of());
        deaf.awaitLine(Pattern.compile("SIGHUP is ignored.*aitbc-miner reload does the same"), Jobs.SOON);
        deaf.awaitLine(Pattern.compile("accelerator chosen"), Jobs.SOON);

        Path conf = pool.configure("deaf", Map.of("LOG_LEVEL", "debug"));
        deaf.signal("HUP");
        Invocation.Ended reloaded = pool.run("aitbc-miner", Map.of(), "reload", "--config", conf.toString())
                .end(Jobs.SOON);

        assertThat(reloaded.status()).as(reloaded.toString()).isZero();
        deaf.awaitLine(Pattern.compile("configuration changed key=LOG_LEVEL before=info after=debug"), Jobs.SOON);
        assertThat(deaf.lines()).filteredOn(line -> line.contains("SIGHUP")).hasSize(1);
        deaf.terminate();
        assertThat(deaf.awaitExit(Jobs.SOON)).isZero();
    }
}
