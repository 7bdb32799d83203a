package io.aitbc.agent.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.OptionalInt;

/** Which version of the journal a file is, for those who only look; the file is not changed. */
public final class JournalVersion {
    /** The one that this program writes. */
    public static final int OWN = JournalSchema.VERSION;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 100;
    private static final int USER_VERSION_AT = 60; // the file format's "user version" (sqlite.org, fileformat2, 1.3)

    private JournalVersion() {}

    /**
     * The version of a journal; empty when there is no file.
     *
     * @throws IOException when the file cannot be read or is no journal
     */
    public static OptionalInt of(Path file) throws IOException {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        if (Files.exists(log) && Files.size(log) > 0) {
            return OptionalInt.of(asked(file)); // the last word is in the log
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] header = in.readNBytes(HEADER);
            if (header.length == 0) {
                return OptionalInt.of(0);
            }
            if (header.length < HEADER || !Arrays.equals(Arrays.copyOf(header, MAGIC.length), MAGIC)) {
                throw new IOException(file + " is no journal");
            }
            return OptionalInt.of(ByteBuffer.wrap(header).getInt(USER_VERSION_AT));
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        }
    }

    private static int asked(Path file) throws IOException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
