package io.aitbc.agent.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The journal's tables. {@code job} holds one row for each grant with where it stands now; {@code line} keeps every
 * arrow of its way, for whoever has to find out what happened; {@code total} sums what was pruned with what was not.
 * Order comes from the lines' numbers, never from the clock, which may stand still or jump.
 */
final class JournalSchema {
    /** Goes up with each change of the tables; a file with a higher one was written by a newer program. */
    static final int VERSION = 1;

    private static final String[] CREATE = {
        """
        CREATE TABLE job (
          job TEXT NOT NULL, lease TEXT NOT NULL,
          lease_attempt INTEGER NOT NULL, lease_ttl_ms INTEGER, max_runtime_ms INTEGER,
          workload TEXT NOT NULL, params TEXT NOT NULL, directory TEXT NOT NULL,
          step TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
          proof TEXT, failure TEXT, idempotency_key TEXT, receipt TEXT, close_reason TEXT,
          leased_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
          first_line INTEGER NOT NULL, last_line INTEGER,
          PRIMARY KEY (job, lease)) WITHOUT ROWID""",
        "CREATE INDEX job_open ON job (first_line) WHERE step <> 'CLOSED'",
        "CREATE INDEX job_closed ON job (last_line) WHERE step = 'CLOSED'",
        """
        CREATE TABLE line (
          seq INTEGER PRIMARY KEY, at INTEGER NOT NULL,
          job TEXT NOT NULL, lease TEXT NOT NULL, step TEXT NOT NULL)""",
        "CREATE TABLE total (id INTEGER PRIMARY KEY CHECK (id = 1), proved INTEGER, failed INTEGER, credited INTEGER)",
        "INSERT INTO total VALUES (1, 0, 0, 0)",
        "PRAGMA user_version = " + VERSION,
    };

    /** The first line that is younger than a moment, the one parameter. Reads no more lines than are to go. */
    private static final String FIRST_KEPT = "(SELECT seq FROM line WHERE at >= ? ORDER BY seq LIMIT 1)";

    /**
     * Forgets closed jobs, then lines, that are older than a moment, the one parameter of each. The newest line always
     * stays.
     */
    static final List<String> PRUNE = List.of(
            "DELETE FROM job WHERE step = 'CLOSED' AND last_line < " + FIRST_KEPT,
            "DELETE FROM line WHERE seq < " + FIRST_KEPT);

    private JournalSchema() {}

    /**
     * Opens the file for good: write-ahead log, every commit on disk before it counts, tables made when they are
     * missing.
     *
     * @throws SQLException when the file is damaged, or was written by a newer program
     */
    static void prepare(Connection db, Transaction transaction) throws SQLException {
        try (Statement statement = db.createStatement()) {
            int version = version(statement);
            if (version > VERSION) {
                throw new SQLException(
                        "it was written by a newer aitbc-miner (journal version " + version + ", this program knows "
                                + VERSION + "); install that version again, or name another STATE_DIR");
            }
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 256");
            if (version == 0) {
                create(statement, transaction);
            }
        }
    }

    /** All tables or none: a file that was left in between would be refused for ever. */
    private static void create(Statement statement, Transaction transaction) throws SQLException {
        transaction.begin();
        try {
            for (String sql : CREATE) {
                statement.execute(sql);
            }
            transaction.commit();
        } catch (SQLException e) {
            transaction.rollback();
            throw e;
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }
}
