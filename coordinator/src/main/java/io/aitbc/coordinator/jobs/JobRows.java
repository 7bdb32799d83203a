package io.aitbc.coordinator.jobs;

import io.aitbc.api.outcome.FailureCode;
import io.aitbc.coordinator.store.Row;
import io.aitbc.protocols.v1.JobMode;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView.JobFailure;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a row of the table {@code jobs}. */
final class JobRows {
    private JobRows() {}

    static StoredJob job(Row row) {
        return new StoredJob(spec(row), status(row));
    }

    private static JobSpec spec(Row row) {
        return new JobSpec(
                row.text("id"),
                row.text("owner"),
                row.text("workload"),
                row.text("params"),
                JobMode.valueOf(row.text("mode").toUpperCase(Locale.ROOT)),
                row.number("price"),
                row.maybeNumber("max_runtime_secs"),
                (int) row.number("max_attempts"),
                row.instant("submitted_at"));
    }

    private static JobStatus status(Row row) {
        return new JobStatus(
                JobState.valueOf(row.text("state")),
                (int) row.number("attempts"),
                row.maybeInstant("started_at"),
                row.maybeInstant("finished_at"),
                row.maybeText("cancel_reason"),
                row.maybeReal("progress"),
                row.maybeText("message"),
                failure(row),
                lease(row));
    }

    private static @Nullable JobFailure failure(Row row) {
        String code = row.maybeText("failure_code");
        return code == null
                ? null
                : new JobFailure(
                        FailureCode.valueOf(code), row.text("failure_message"), row.maybeText("failure_field"));
    }

    private static @Nullable HeldLease lease(Row row) {
        String id = row.maybeText("lease_id");
        if (id == null) {
            return null;
        }
        return new HeldLease(
                id,
                (int) row.number("lease_attempt"),
                row.text("lease_principal"),
                row.text("lease_miner"),
                Duration.ofMillis(row.number("lease_ttl")),
                row.instant("lease_granted_at"),
                row.instant("lease_expires_at"),
                (int) row.number("lease_unlisted"));
    }
}
