package io.aitbc.e2e.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitbc.e2e.Checkout;
import io.aitbc.e2e.Jobs;
import io.aitbc.e2e.harness.Invocation;
import io.aitbc.e2e.harness.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older miner on a newer one's journal: it refuses, says so wherever an owner looks, and changes nothing. */
class DowngradeTest {
    private static final String SAID = "written by a newer aitbc-miner (journal version 99, this program knows ";

    @TempDir
    Path directory;

    @Test
    void refusesANewerJournalAndSaysSoEverywhere() throws Exception {
        try (Pool pool = new Pool(Checkout.home(), directory)) {
            Path conf = pool.configure("m", Map.of("COORD_URL", "http://127.0.0.1:9"));
            Path journal = Files.createDirectories(directory.resolve("m/state")).resolve("journal.db");
            try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + journal);
                    Statement statement = db.createStatement()) {
                statement.execute("CREATE TABLE tomorrow (x)");
                statement.execute("PRAGMA user_version = 99");
            }
            byte[] before = Files.readAllBytes(journal);

            Invocation.Ended run = command(pool, "run", conf);
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err())
                    .contains(journal.toString())
                    .contains(SAID)
                    .contains("install that version again")
                    .doesNotContain("at io.aitbc");

            Invocation.Ended status = command(pool, "status", conf);
            assertThat(status.status()).isEqualTo(1);
            assertThat(status.err()).contains("the miner is not running").contains(SAID);

            Invocation.Ended doctor = command(pool, "doctor", conf);
            assertThat(doctor.status()).isEqualTo(1);
            assertThat(doctor.out()).containsPattern("fail journal +" + journal).contains(SAID);

            assertThat(journal).hasBinaryContent(before);
        }
    }

    private static Invocation.Ended command(Pool pool, String command, Path conf) {
        return pool.run("aitbc-miner", Map.of(), command, "--config", conf.toString())
                .end(Jobs.SOON);
    }
}
