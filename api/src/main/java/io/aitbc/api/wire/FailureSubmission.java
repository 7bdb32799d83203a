package io.aitbc.api.wire;

import io.aitbc.api.job.LeaseRef;
import io.aitbc.api.outcome.Failure;
import java.util.UUID;

/** A failure on its way, with a key that stays the same for ever. */
public record FailureSubmission(LeaseRef ref, boolean leaseGranted, Failure failure, UUID idempotencyKey) {}
