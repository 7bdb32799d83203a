package io.aitbc.agent.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The journal's tables. {@code job} holds one row for each grant with where it stands now; {@code line} keeps every
 * arrow of its way, for whoever has to find out what happened; {@code total} sums what was pruned with what was not.
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
          PRIMARY KEY (job, lease)) WITHOUT ROWID""",
        "CREATE INDEX job_open ON job (leased_at) WHERE step <> 'CLOSED'",
        "CREATE INDEX job_closed ON job (updated_at) WHERE step = 'CLOSED'",
        """
        CREATE TABLE line (
          seq INTEGER PRIMARY KEY, at INTEGER NOT NULL,
          job TEXT NOT NULL, lease TEXT NOT NULL, step TEXT NOT NULL)""",
        "CREATE TABLE total (id INTEGER PRIMARY KEY CHECK (id = 1), proved INTEGER, failed INTEGER, credited INTEGER)",
        "INSERT INTO total VALUES (1, 0, 0, 0)",
        "PRAGMA user_version = " + VERSION,
    };

    private JournalSchema() {}

    /**
     * Opens the file for good: write-ahead log, every commit on disk before it counts, tables made when they are
     * missing.
     *
     * @throws SQLException when the file is damaged, or was written by a newer program
     */
    static void prepare(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 256");
            int version = version(statement);
            if (version > VERSION) {
                throw new SQLException(
                        "it was written by a newer aitbc-miner (journal version " + version + ", this program knows "
                                + VERSION + "); install that version again, or name another STATE_DIR");
            }
            if (version == 0) {
                db.setAutoCommit(false);
                for (String sql : CREATE) {
                    statement.execute(sql);
                }
                db.commit();
            }
            db.setAutoCommit(false);
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }
}
