package io.aitbc.protocols.v1;

import java.time.Instant;

/**
 * A lease that goes on.
 *
 * @param id the job's
 * @param ttlSecs how long it lasts from now, at least 1
 */
public record LeaseTerm(String id, String leaseId, long ttlSecs, Instant expiresAt) {}
