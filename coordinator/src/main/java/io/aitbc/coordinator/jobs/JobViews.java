package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Row;
import io.aitbc.protocols.json.WireFormatException;
import io.aitbc.protocols.v1.JobState;
import io.aitbc.protocols.v1.JobView;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A job as its client sees it. */
public final class JobViews {
    /** A job with its result and its credit, where it has them. */
    static final String SELECT = """
            SELECT jobs.*, results.proof AS proof, results.delivered AS delivered, credits.amount AS credited,
              credits.wallet AS wallet
            FROM jobs LEFT JOIN results ON results.job_id = jobs.id LEFT JOIN credits ON credits.job_id = jobs.id""";

    private JobViews() {}

    /** A job that has no result yet. */
    public static JobView of(StoredJob job) {
        return view(job, null, true);
    }

    /** A row of {@link #SELECT}. */
    static JobView full(Row row) {
        return view(JobRows.job(row), result(row), true);
    }

    /** The same without params and metrics, which may be long. */
    static JobView brief(Row row) {
        return view(JobRows.job(row), result(row), false);
    }

    private static @Nullable Result result(Row row) {
        String proof = row.maybeText("proof");
        String wallet = row.maybeText("wallet");
        return proof == null || wallet == null
                ? null
                : new Result(proof(proof), row.flag("delivered"), row.number("credited"), wallet);
    }

    private static JobView view(StoredJob job, @Nullable Result result, boolean full) {
        JobSpec spec = job.spec();
        JobStatus status = job.status();
        HeldLease lease = status.state() == JobState.QUEUED ? null : status.lease();
        ProofRequest proof = result == null ? null : result.proof;
        return new JobView(
                spec.id(),
                spec.workload(),
                full ? Grants.params(spec.params()) : null,
                spec.mode(),
                spec.price(),
                status.state(),
                status.attempts(),
                spec.maxAttempts(),
                spec.maxRuntimeSecs(),
                spec.submittedAt(),
                status.startedAt(),
                status.finishedAt(),
                lease == null ? null : lease.miner(),
                status.progress(),
                status.message(),
                proof == null ? null : proof.outputSha(),
                result == null ? null : result.output(),
                proof == null || !full ? null : proof.metrics(),
                proof == null ? null : proof.engine(),
                proof == null ? null : proof.device(),
                proof == null ? null : proof.mode(),
                proof == null ? null : proof.seed(),
                proof == null ? null : proof.modelDigest(),
                result == null ? null : result.credited,
                result == null ? null : result.wallet,
                status.failure());
    }

    /** A proof as it was stored. */
    static ProofRequest proof(String json) {
        try {
            return WireJson.read(json.getBytes(StandardCharsets.UTF_8), ProofRequest.class);
        } catch (WireFormatException e) {
            throw new IllegalStateException("a stored proof cannot be read", e);
        }
    }

    private record Result(ProofRequest proof, boolean delivered, long credited, String wallet) {
        JobView.@Nullable Output output() {
            ProofRequest.Output output = proof.output();
            return output == null
                    ? null
                    : new JobView.Output(output.name(), output.bytes(), output.mediaType(), delivered, proof.parts());
        }
    }
}
