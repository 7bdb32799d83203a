package io.aitbc.api.wire;

import io.aitbc.api.job.Job;
import io.aitbc.api.outcome.Proof;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A proof on its way, with everything that a dialect may send along.
 *
 * @param idempotencyKey the same for ever for this proof
 * @param inlineOutput the primary output's file when its bytes are to travel inside the proof, or null
 * @param uploaded true when the outputs were uploaded before
 */
public record ProofSubmission(
        Job job, Proof proof, UUID idempotencyKey, @Nullable Path inlineOutput, boolean uploaded) {}
