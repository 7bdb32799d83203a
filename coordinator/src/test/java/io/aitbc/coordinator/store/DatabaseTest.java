package io.aitbc.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    private Path directory;

    @Test
    void what_was_written_is_there_again() {
        Path file = directory.resolve("c.db");
        try (Sql sql = Database.open(file)) {
            sql.update("INSERT INTO wallets VALUES (?, ?, ?)", "w", 7, 1);
        }
        try (Sql sql = Database.open(file)) {
            assertThat(sql.number("SELECT balance FROM wallets WHERE wallet = ?", "w"))
                    .isEqualTo(7);
            assertThat(sql.number("PRAGMA user_version")).isEqualTo(Schema.VERSION);
        }
    }

    @Test
    void it_is_written_through_to_the_disk() {
        try (Sql sql = Database.open(directory.resolve("c.db"))) {
            assertThat(sql.one("PRAGMA journal_mode", row -> row.text("journal_mode")))
                    .contains("wal");
            assertThat(sql.number("PRAGMA synchronous")).as("FULL").isEqualTo(2);
        }
    }

    @Test
    void a_newer_schema_is_refused_with_the_fix() throws Exception {
        Path file = directory.resolve("c.db");
        Database.open(file).close();
        execute(file, "PRAGMA user_version = 99");
        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer aitbc-coordinator (schema 99, this one knows 1)");
    }

    @Test
    void another_programs_database_is_refused_and_left_alone() throws Exception {
        Path file = directory.resolve("c.db");
        execute(file, "CREATE TABLE theirs (x)");
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Database.open(file)).hasMessageContaining("is a database of another program");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("SELECT count(*) FROM theirs").getInt(1))
                    .isZero();
        }
        assertThat(before).isNotEmpty();
    }

    @Test
    void a_file_that_is_no_database_is_refused() throws Exception {
        Path file = Files.writeString(directory.resolve("c.db"), "this is a text and no database at all".repeat(100));
        assertThatThrownBy(() -> Database.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("c.db");
    }

    @Test
    void a_reading_connection_cannot_write() {
        Path file = directory.resolve("c.db");
        try (Sql writer = Database.open(file);
                Sql reader = Database.openReadOnly(file)) {
            writer.update("INSERT INTO wallets VALUES ('w', 1, 1)");
            assertThat(reader.number("SELECT count(*) FROM wallets")).isEqualTo(1);
            assertThatThrownBy(() -> reader.update("DELETE FROM wallets")).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void a_job_is_credited_once_whatever_the_code_does() {
        try (Sql sql = Database.open(directory.resolve("c.db"))) {
            sql.update("INSERT INTO jobs (id, owner, workload, params, mode, price, max_attempts, submitted_at, state)"
                    + " VALUES ('j', 'o', 'w', '{}', 'any', 1, 1, 0, 'COMPLETED')");
            sql.update("INSERT INTO credits VALUES ('j', 'w', 1, 0)");
            assertThatThrownBy(() -> sql.update("INSERT INTO credits VALUES ('j', 'other', 1, 0)"))
                    .hasMessageContaining("UNIQUE");
            assertThatThrownBy(() -> sql.update("INSERT INTO credits VALUES ('unknown', 'w', 1, 0)"))
                    .hasMessageContaining("FOREIGN KEY");
        }
    }

    private static void execute(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
