package io.aitbc.agent.outbox;

import io.aitbc.api.job.Job;
import io.aitbc.api.outcome.Outcome;
import java.util.UUID;

/**
 * An outcome that is in the journal and not yet acknowledged.
 *
 * @param directory the name of the job's directory, where its output files lie
 */
public record Outbound(Job job, Outcome outcome, UUID idempotencyKey, String directory) {}
