package io.aitbc.coordinator.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** Opens connections to the database file and sees that it is one of ours, of a version that we know. */
public final class Database {
    private static final int BUSY_MILLIS = 10_000;

    private Database() {}

    /**
     * A connection that may write; creates the tables in a new file. A commit on it survives a power cut.
     *
     * @throws StoreException when the file cannot be opened, is not ours, or was written by a newer version
     */
    public static Sql open(Path file) {
        Sql sql = new Sql(connect(file, SynchronousMode.FULL));
        try {
            migrate(sql, file);
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /** A connection for questions only; the file must have been opened before. */
    public static Sql openReadOnly(Path file) {
        Sql sql = new Sql(connect(file, SynchronousMode.NORMAL));
        sql.script("PRAGMA query_only = ON");
        return sql;
    }

    private static Connection connect(Path file, SynchronousMode synchronous) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(synchronous);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(16 << 20);
        try {
            return config.createConnection("jdbc:sqlite:" + file);
        } catch (SQLException e) {
            throw new StoreException("cannot open the database " + file + ": " + e.getMessage(), e);
        }
    }

    private static void migrate(Sql sql, Path file) {
        sql.script("BEGIN IMMEDIATE");
        try {
            Long version = sql.number("PRAGMA user_version");
            Long application = sql.number("PRAGMA application_id");
            Long tables = sql.number("SELECT count(*) FROM sqlite_master");
            if (version == null || application == null || tables == null) {
                throw new StoreException("cannot read the version of " + file);
            }
            check(file, version, application, tables);
            if (tables == 0) {
                sql.script(Schema.STATEMENTS);
                sql.script(
                        "PRAGMA application_id = " + Schema.APPLICATION_ID, "PRAGMA user_version = " + Schema.VERSION);
            }
            sql.script(Schema.ADDITIONS);
            sql.script("COMMIT");
        } catch (RuntimeException e) {
            sql.script("ROLLBACK");
            throw e;
        }
    }

    private static void check(Path file, long version, long application, long tables) {
        if (tables > 0 && application != Schema.APPLICATION_ID) {
            throw new StoreException(file + " is a database of another program; give another --data directory");
        }
        if (version > Schema.VERSION) {
            throw new StoreException(
                    file + " was written by a newer aitbc-coordinator (schema " + version + ", this one knows "
                            + Schema.VERSION + "); install that version or give another --data directory");
        }
    }
}
