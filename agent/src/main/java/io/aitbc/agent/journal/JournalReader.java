package io.aitbc.agent.journal;

import io.aitbc.api.job.Job;
import io.aitbc.api.job.JobId;
import io.aitbc.api.job.Lease;
import io.aitbc.api.outcome.Failure;
import io.aitbc.api.outcome.Outcome;
import io.aitbc.api.outcome.Proof;
import io.aitbc.api.port.Journal;
import io.aitbc.api.wire.Receipt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the journal's rows back. */
final class JournalReader {
    /**
     * Parameters only of jobs that may still be run: those of others may lie in a file that an older program wrote, and
     * there may be many.
     */
    private static final String COLUMNS = "job, lease, lease_attempt, lease_ttl_ms, max_runtime_ms, workload,"
            + " CASE WHEN step IN ('LEASED','STARTED') THEN params ELSE '{}' END AS params, directory, step, attempts,"
            + " proof, failure, idempotency_key, receipt, close_reason, leased_at, updated_at";

    private final Connection db;

    JournalReader(Connection db) {
        this.db = db;
    }

    List<Journal.Entry> open() throws SQLException {
        return entries(
                "SELECT " + COLUMNS + " FROM job WHERE step <> 'CLOSED' ORDER BY first_line LIMIT ?",
                Integer.MAX_VALUE);
    }

    List<Journal.Entry> recent(int limit) throws SQLException {
        return entries("SELECT " + COLUMNS + " FROM job WHERE step = 'CLOSED' ORDER BY last_line DESC LIMIT ?", limit);
    }

    Journal.Totals totals() throws SQLException {
        try (PreparedStatement query = db.prepareStatement("SELECT proved, failed, credited FROM total");
                ResultSet row = query.executeQuery()) {
            return new Journal.Totals(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }

    private List<Journal.Entry> entries(String sql, int limit) throws SQLException {
        try (PreparedStatement query = db.prepareStatement(sql)) {
            query.setInt(1, limit);
            List<Journal.Entry> entries = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
            return entries;
        }
    }

    private static Journal.Entry entry(ResultSet row) throws SQLException {
        String key = row.getString("idempotency_key");
        String receipt = row.getString("receipt");
        return new Journal.Entry(
                job(row),
                row.getString("directory"),
                Journal.Step.valueOf(row.getString("step")),
                row.getInt("attempts"),
                outcome(row),
                key == null ? null : UUID.fromString(key),
                receipt == null ? null : JournalJson.read(receipt, Receipt.class),
                row.getString("close_reason"),
                Instant.ofEpochMilli(row.getLong("leased_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }

    private static Job job(ResultSet row) throws SQLException {
        Lease lease = new Lease(row.getString("lease"), row.getInt("lease_attempt"), span(row, "lease_ttl_ms"));
        return new Job(
                new JobId(row.getString("job")),
                row.getString("workload"),
                JournalJson.params(row.getString("params")),
                lease,
                span(row, "max_runtime_ms"));
    }

    private static @Nullable Duration span(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Duration.ofMillis(millis);
    }

    private static @Nullable Outcome outcome(ResultSet row) throws SQLException {
        String proof = row.getString("proof");
        if (proof != null) {
            return JournalJson.read(proof, Proof.class);
        }
        String failure = row.getString("failure");
        return failure == null ? null : JournalJson.read(failure, Failure.class);
    }
}
