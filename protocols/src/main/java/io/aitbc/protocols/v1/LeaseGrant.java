package io.aitbc.protocols.v1;

import java.time.Instant;

/**
 * The lease that comes with a job.
 *
 * @param attempt which grant of this job it is, from 1
 * @param ttlSecs how long it lasts from now, at least 1; this is what counts
 * @param expiresAt the same by the coordinator's clock, for people
 */
public record LeaseGrant(String leaseId, int attempt, long ttlSecs, Instant expiresAt) {}
