package io.aitbc.agent.journal;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal.Step;
import io.aitbc.api.wire.Receipt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line at a time into an open transaction. Each statement names the steps from which its arrow may start; a
 * row that is not there, or stands elsewhere, is an {@link IllegalStateException}.
 */
final class JournalLines {
    private static final String NEXT_LINE = "(SELECT coalesce(max(seq), 0) + 1 FROM line)";

    private final Connection db;

    JournalLines(Connection db) {
        this.db = db;
    }

    void leased(Job job, String directory, long at) throws SQLException {
        int rows = update(
                "INSERT OR IGNORE INTO job (job, lease, lease_attempt, lease_ttl_ms, max_runtime_ms, workload, params,"
                        + " directory, step, leased_at, updated_at, first_line)"
                        + " VALUES (?,?,?,?,?,?,?,?,'LEASED',?,?," + NEXT_LINE + ")",
                job.id().value(),
                job.lease().id(),
                job.lease().attempt(),
                millis(job.lease().ttl()),
                millis(job.maxRuntime()),
                job.workload(),
                JournalJson.params(job.params()),
                directory,
                at,
                at);
        wrote(rows, job.ref(), Step.LEASED, at);
    }

    private static @Nullable Long millis(@Nullable Duration span) {
        return span == null ? null : span.toMillis();
    }

    void started(LeaseRef ref, int attempt, long at) throws SQLException {
        int rows = update(
                "UPDATE job SET step='STARTED', attempts=?, updated_at=? WHERE job=? AND lease=?"
                        + " AND step IN ('LEASED','STARTED') AND attempts < ?",
                attempt,
                at,
                ref.job().value(),
                ref.lease(),
                attempt);
        wrote(rows, ref, Step.STARTED, at);
    }

    void left(LeaseRef ref, int attempt, long at) throws SQLException {
        int rows = update(
                "UPDATE job SET step='LEASED', attempts=attempts-1, updated_at=? WHERE job=? AND lease=?"
                        + " AND step = 'STARTED' AND attempts = ?",
                at,
                ref.job().value(),
                ref.lease(),
                attempt);
        wrote(rows, ref, Step.LEASED, at);
    }

    void proved(LeaseRef ref, Proof proof, UUID key, long at) throws SQLException {
        int rows = update(
                "UPDATE job SET step='PROVED', params='{}', proof=?, idempotency_key=?, updated_at=? WHERE job=? AND lease=?"
                        + " AND step = 'STARTED'",
                JournalJson.write(proof),
                key.toString(),
                at,
                ref.job().value(),
                ref.lease());
        wrote(rows, ref, Step.PROVED, at);
    }

    void failed(LeaseRef ref, Failure failure, UUID key, long at) throws SQLException {
        int rows = update(
                "UPDATE job SET step='FAILED', params='{}', failure=?, idempotency_key=?, updated_at=? WHERE job=? AND lease=?"
                        + " AND step IN ('LEASED','STARTED')",
                JournalJson.write(failure),
                key.toString(),
                at,
                ref.job().value(),
                ref.lease());
        wrote(rows, ref, Step.FAILED, at);
    }

    void acknowledged(LeaseRef ref, Receipt receipt, long at) throws SQLException {
        int rows = update(
                "UPDATE job SET step='ACKNOWLEDGED', receipt=?, updated_at=? WHERE job=? AND lease=?"
                        + " AND step IN ('PROVED','FAILED')",
                JournalJson.write(receipt),
                at,
                ref.job().value(),
                ref.lease());
        wrote(rows, ref, Step.ACKNOWLEDGED, at);
        Long credited = receipt.credited();
        update(
                "UPDATE total SET proved = proved + (SELECT proof IS NOT NULL FROM job WHERE job=? AND lease=?),"
                        + " failed = failed + (SELECT failure IS NOT NULL FROM job WHERE job=? AND lease=?),"
                        + " credited = credited + ?",
                ref.job().value(),
                ref.lease(),
                ref.job().value(),
                ref.lease(),
                credited == null ? 0 : credited);
    }

    void closed(LeaseRef ref, String reason, long at) throws SQLException {
        update(
                "UPDATE total SET failed = failed + (SELECT count(*) FROM job WHERE job=? AND lease=? AND step='FAILED')",
                ref.job().value(),
                ref.lease());
        int rows = update(
                "UPDATE job SET step='CLOSED', params='{}', close_reason=?, updated_at=?, last_line=" + NEXT_LINE
                        + " WHERE job=? AND lease=?"
                        + " AND step <> 'CLOSED'",
                reason,
                at,
                ref.job().value(),
                ref.lease());
        wrote(rows, ref, Step.CLOSED, at);
    }

    private void wrote(int rows, LeaseRef ref, Step step, long at) throws SQLException {
        if (rows != 1) {
            throw new IllegalStateException("the journal allows no line " + step + " for " + ref + " where it stands");
        }
        update(
                "INSERT INTO line (at, job, lease, step) VALUES (?,?,?,?)",
                at,
                ref.job().value(),
                ref.lease(),
                step.name());
    }

    private int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
