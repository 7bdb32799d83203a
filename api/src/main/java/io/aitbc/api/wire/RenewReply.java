package io.aitbc.api.wire;

import io.aitbc.api.job.LeaseRef;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * @param renewed leases that go on, with their new time to live
 * @param lost leases that are no longer ours
 */
public record RenewReply(Map<LeaseRef, Duration> renewed, Set<LeaseRef> lost) {
    public RenewReply {
        renewed = Map.copyOf(renewed);
        lost = Set.copyOf(lost);
    }
}
