package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.store.Sql;
import io.aitbc.protocols.v1.ProofRequest;
import io.aitbc.protocols.v1.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Accepted proofs, as they came but for the output inside them, which is kept as a file. */
final class ResultTable {
    private ResultTable() {}

    static void add(Sql sql, ProofRequest proof, boolean delivered) {
        sql.update(
                "INSERT INTO results (job_id, output_sha, delivered, proof) VALUES (?, ?, ?, ?)",
                proof.id(),
                proof.outputSha(),
                delivered ? 1 : 0,
                new String(WireJson.write(proof.withoutTransport()), StandardCharsets.UTF_8));
    }

    static Optional<String> outputSha(Sql sql, String jobId) {
        return sql.one("SELECT output_sha FROM results WHERE job_id = ?", row -> row.text("output_sha"), jobId);
    }

    /** Its bytes are not kept any more; its hash is. */
    static void withoutOutput(Sql sql, String jobId) {
        sql.update("UPDATE results SET delivered = 0 WHERE job_id = ?", jobId);
    }
}
