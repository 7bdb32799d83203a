package io.aitbc.agent.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * SQLite's own words for transactions, on a connection in auto-commit mode. JDBC's are of no use here: when SQLite runs
 * out of space it ends the transaction by itself, the driver goes on believing in it, and from then on no line would be
 * written until the program is started again.
 */
final class Transaction {
    private final Connection db;

    Transaction(Connection db) {
        this.db = db;
    }

    /** Takes the right to write at once, waiting for other programs that have it. */
    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    /** Undoes everything since {@link #begin()}; harmless when SQLite did that already. */
    void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException ignored) {
            // There is no transaction any more, which is what was wanted.
        }
    }

    /** From here on {@link #undoToMark()} undoes this much and no more. */
    void mark() throws SQLException {
        execute("SAVEPOINT line");
    }

    void keep() throws SQLException {
        execute("RELEASE line");
    }

    void undoToMark() throws SQLException {
        execute("ROLLBACK TO line");
        execute("RELEASE line");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }
}
