package io.aitbc.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a stopped miner left on its disk, read as a person would with {@code sqlite3} and {@code ls}. */
public final class MinerState {
    private final Path directory;

    /** @param directory the one that {@code Pool.startMiner} made for it */
    public MinerState(Path directory) {
        this.directory = directory;
    }

    /**
     * Each job's steps in the order they were written, such as {@code [LEASED, STARTED, PROVED, ACKNOWLEDGED, CLOSED]}.
     */
    public List<String> lines() {
        return query("SELECT step FROM line ORDER BY seq");
    }

    /** The same for one job. */
    public List<String> lines(String job) {
        return query("SELECT step FROM line WHERE job = ? ORDER BY seq", job);
    }

    public List<String> openJobs() {
        return query("SELECT job || ' ' || step FROM job WHERE step <> 'CLOSED'");
    }

    private List<String> query(String sql, String... arguments) {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/journal.db"));
                PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            return firstColumn(statement);
        } catch (SQLException e) {
            throw new AssertionError("the journal cannot be read", e);
        }
    }

    private static List<String> firstColumn(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    /** Names of the job directories that are still there. */
    public List<String> jobDirectories() {
        Path jobs = directory.resolve("work/jobs");
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(jobs)) {
            return entries.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
