package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ErrorCode;
import io.aitbc.protocols.v1.JobView.JobFailure;
import io.aitbc.protocols.v1.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs in the database. */
final class JobTable {
    /** The oldest queued job for one of these workloads; one look into the index for each workload and mode. */
    private static final String OLDEST = """
            SELECT * FROM jobs WHERE seq = (
              SELECT min(first) FROM (
                SELECT (SELECT min(seq) FROM jobs
                        WHERE state = 'QUEUED' AND workload = w.value AND mode = m.column1) AS first
                FROM json_each(?) AS w, (VALUES ('any'), (?)) AS m))""";

    private JobTable() {}

    static void insert(Sql sql, JobSpec spec) {
        sql.update(
                "INSERT INTO jobs (id, owner, workload, params, mode, price, max_runtime_secs, max_attempts, submitted_at,"
                        + " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'QUEUED')",
                spec.id(),
                spec.owner(),
                spec.workload(),
                spec.params(),
                spec.mode().toString(),
                spec.price(),
                spec.maxRuntimeSecs(),
                spec.maxAttempts(),
                spec.submittedAt());
    }

    static Optional<StoredJob> find(Sql sql, String id) {
        return sql.one("SELECT * FROM jobs WHERE id = ?", JobRows::job, id);
    }

    /** @throws Refusal JOB_NOT_FOUND */
    static StoredJob require(Sql sql, String id) {
        return find(sql, id).orElseThrow(() -> notFound(id));
    }

    static Refusal notFound(String id) {
        String shown = id.length() > 40 ? id.substring(0, 40) + "…" : id;
        return new Refusal(ErrorCode.JOB_NOT_FOUND, "there is no job \"" + shown + "\"").at("id");
    }

    /**
     * First submitted, first served.
     *
     * @param workloads a JSON list of names
     */
    static Optional<StoredJob> oldestQueued(Sql sql, String workloads, Mode mode) {
        return sql.one(OLDEST, JobRows::job, workloads, mode.toString());
    }

    /** The running jobs whose lease this miner holds. */
    static List<StoredJob> held(Sql sql, String principal, String miner) {
        return sql.list(
                "SELECT * FROM jobs WHERE state = 'RUNNING' AND lease_principal = ? AND lease_miner = ?",
                JobRows::job,
                principal,
                miner);
    }

    /** Running jobs whose lease has run out, at most {@code limit} of them. */
    static List<StoredJob> due(Sql sql, Instant now, int limit) {
        return sql.list(
                "SELECT * FROM jobs WHERE state = 'RUNNING' AND lease_expires_at <= ? LIMIT ?",
                JobRows::job,
                now,
                limit);
    }

    static @Nullable Instant nextExpiry(Sql sql) {
        Long millis = sql.number("SELECT min(lease_expires_at) FROM jobs WHERE state = 'RUNNING'");
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    static long queued(Sql sql) {
        Long count = sql.number("SELECT count(*) FROM jobs WHERE state = 'QUEUED'");
        return count == null ? 0 : count;
    }

    static void save(Sql sql, StoredJob job) {
        JobStatus status = job.status();
        JobFailure failure = status.failure();
        sql.update(
                "UPDATE jobs SET state = ?, attempts = ?, started_at = ?, finished_at = ?, cancel_reason = ?, progress = ?,"
                        + " message = ?, failure_code = ?, failure_message = ?, failure_field = ? WHERE id = ?",
                status.state().name(),
                status.attempts(),
                status.startedAt(),
                status.finishedAt(),
                status.cancelReason(),
                status.progress(),
                status.message(),
                failure == null ? null : failure.code().name(),
                failure == null ? null : failure.message(),
                failure == null ? null : failure.field(),
                job.id());
        saveLease(sql, job.id(), status.lease());
    }

    private static void saveLease(Sql sql, String id, @Nullable HeldLease lease) {
        if (lease == null) {
            sql.update("UPDATE jobs SET lease_id = NULL WHERE id = ?", id);
            return;
        }
        sql.update(
                "UPDATE jobs SET lease_id = ?, lease_attempt = ?, lease_principal = ?, lease_miner = ?, lease_ttl = ?,"
                        + " lease_granted_at = ?, lease_expires_at = ?, lease_unlisted = ? WHERE id = ?",
                lease.id(),
                lease.attempt(),
                lease.principal(),
                lease.miner(),
                lease.ttl().toMillis(),
                lease.grantedAt(),
                lease.expiresAt(),
                lease.unlisted(),
                id);
    }

    /** Leases that would run out sooner last at least until {@code until}. */
    static int extendAll(Sql sql, Instant until) {
        return sql.update(
                "UPDATE jobs SET lease_expires_at = ?1 WHERE state = 'RUNNING' AND lease_expires_at < ?1", until);
    }
}
