package io.aitbc.coordinator.jobs;

import io.aitbc.coordinator.keys.Principal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job's latest grant.
 *
 * @param attempt the attempt that it was granted for, from 1
 * @param principal the key that holds it
 * @param miner the miner that asked, under that key
 * @param ttl how long a renewal makes it last
 * @param unlisted heartbeats in a row in which its miner did not name it
 */
public record HeldLease(
        String id,
        int attempt,
        String principal,
        String miner,
        Duration ttl,
        Instant grantedAt,
        Instant expiresAt,
        int unlisted) {
    HeldLease renewed(Instant now) {
        return new HeldLease(id, attempt, principal, miner, ttl, grantedAt, now.plus(ttl), 0);
    }

    HeldLease missedOnce() {
        return new HeldLease(id, attempt, principal, miner, ttl, grantedAt, expiresAt, unlisted + 1);
    }

    /** True when {@code holder} has it; an id that was not said matches any. */
    boolean isOf(Principal holder, @Nullable String leaseId) {
        return principal.equals(holder.id()) && (leaseId == null || leaseId.equals(id));
    }
}
