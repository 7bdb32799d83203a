package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which input files are here, when each was last used, and which jobs name them. */
public final class InputTable {
    /** Jobs that may still fetch the file; the others' rows are forgotten in time. */
    private static final String NEEDED = "EXISTS (SELECT 1 FROM job_inputs AS n JOIN jobs ON jobs.id = n.job_id"
            + " WHERE n.sha256 = inputs.sha256 AND jobs.state IN ('QUEUED', 'RUNNING'))";

    private InputTable() {}

    /** A file and its size. */
    public record Stored(String sha256, long bytes) {}

    /** The size of a file that is here. */
    public static OptionalLong bytes(Sql sql, String sha256) {
        @Nullable Long bytes = sql.number("SELECT bytes FROM inputs WHERE sha256 = ?", sha256);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** Takes note that somebody counts on this file; false when it is not here. */
    public static boolean use(Sql sql, String sha256, Instant now) {
        return sql.update("UPDATE inputs SET used_at = ? WHERE sha256 = ?", now, sha256) == 1;
    }

    static void add(Sql sql, Stored file, Instant now) {
        sql.update("INSERT INTO inputs (sha256, bytes, used_at) VALUES (?, ?, ?)", file.sha256(), file.bytes(), now);
    }

    static void need(Sql sql, String jobId, String sha256) {
        sql.update("INSERT INTO job_inputs (sha256, job_id) VALUES (?, ?)", sha256, jobId);
    }

    static long total(Sql sql) {
        Long bytes = sql.number("SELECT coalesce(sum(bytes), 0) FROM inputs");
        return bytes == null ? 0 : bytes;
    }

    /** What no job needs, least recently used first; no more of it than {@code most}. */
    static List<Stored> idle(Sql sql, int most) {
        return sql.list(
                "SELECT sha256, bytes FROM inputs WHERE NOT " + NEEDED + " ORDER BY used_at LIMIT ?",
                row -> new Stored(row.text("sha256"), row.number("bytes")),
                most);
    }

    static void remove(Sql sql, String sha256) {
        sql.update("DELETE FROM inputs WHERE sha256 = ?", sha256);
    }

    /** Whether some job that may still run names this file and was last leased to this key. */
    public static boolean isLeasedTo(Sql sql, String sha256, String principal) {
        return sql.number(
                        "SELECT 1 FROM job_inputs JOIN jobs ON jobs.id = job_inputs.job_id WHERE job_inputs.sha256 = ?"
                                + " AND jobs.state IN ('QUEUED', 'RUNNING') AND jobs.lease_id IS NOT NULL"
                                + " AND jobs.lease_principal = ? LIMIT 1",
                        sha256,
                        principal)
                != null;
    }

    /** Forgets what jobs needed that have ended; of {@code most} rows at once. */
    public static void forgetEnded(Sql sql, int most) {
        sql.update(
                "DELETE FROM job_inputs WHERE (sha256, job_id) IN (SELECT n.sha256, n.job_id FROM job_inputs AS n"
                        + " JOIN jobs ON jobs.id = n.job_id WHERE jobs.state NOT IN ('QUEUED', 'RUNNING') LIMIT ?)",
                most);
    }

    public static Set<String> all(Sql sql) {
        return new HashSet<>(sql.list("SELECT sha256 FROM inputs", row -> row.text("sha256")));
    }

    /** Forgets the files that are not {@code here}. */
    public static void keepOnly(Sql sql, Set<String> here) {
        for (String sha256 : all(sql)) {
            if (!here.contains(sha256)) {
                remove(sql, sha256);
            }
        }
    }
}
