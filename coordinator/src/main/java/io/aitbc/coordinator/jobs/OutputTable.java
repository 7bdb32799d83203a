package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which files were delivered for which job; the bytes themselves are in {@code outputs}. */
public final class OutputTable {
    private OutputTable() {}

    /** @return false when this file was delivered for this job before */
    public static boolean add(Sql sql, String jobId, String sha256, long bytes) {
        return sql.update(
                        "INSERT INTO outputs (job_id, sha256, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        jobId,
                        sha256,
                        bytes)
                == 1;
    }

    /** The size of a file that was delivered for this job. */
    public static OptionalLong bytes(Sql sql, String jobId, String sha256) {
        @Nullable Long bytes = sql.number("SELECT bytes FROM outputs WHERE job_id = ? AND sha256 = ?", jobId, sha256);
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** What was delivered for this job so far, by whichever of its attempts. */
    public static Held held(Sql sql, String jobId) {
        return sql.one(
                        "SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes FROM outputs WHERE job_id = ?",
                        row -> new Held(row.number("files"), row.number("bytes")),
                        jobId)
                .orElse(new Held(0, 0));
    }

    /** Forgets what was delivered for this job and is not among {@code named}. */
    static void keepOnly(Sql sql, String jobId, Set<String> named) {
        for (String sha : sql.list("SELECT sha256 FROM outputs WHERE job_id = ?", row -> row.text("sha256"), jobId)) {
            if (!named.contains(sha)) {
                sql.update("DELETE FROM outputs WHERE job_id = ? AND sha256 = ?", jobId, sha);
            }
        }
    }

    /** True while some job has a file of these bytes. */
    public static boolean isNamed(Sql sql, String sha256) {
        return sql.number("SELECT 1 FROM outputs WHERE sha256 = ? LIMIT 1", sha256) != null;
    }

    /**
     * Forgets the outputs of jobs that ended before {@code before}, and of jobs that ended without a proof.
     *
     * @param most of that many jobs at once
     */
    public static void forget(Sql sql, Instant before, int most) {
        List<String> jobs = sql.list(
                "SELECT DISTINCT outputs.job_id AS id FROM outputs JOIN jobs ON jobs.id = outputs.job_id WHERE"
                        + " jobs.state IN ('FAILED', 'CANCELED', 'EXPIRED')"
                        + " OR (jobs.state = 'COMPLETED' AND jobs.finished_at < ?) LIMIT ?",
                row -> row.text("id"),
                before,
                most);
        for (String id : jobs) {
            keepOnly(sql, id, Set.of());
            ResultTable.withoutOutput(sql, id);
        }
    }

    /** @param bytes in all */
    public record Held(long files, long bytes) {
        public Held plus(Held other) {
            return new Held(files + other.files, bytes + other.bytes);
        }
    }
}
