package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import java.util.OptionalLong;
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
}
