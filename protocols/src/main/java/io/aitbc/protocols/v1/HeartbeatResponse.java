package io.aitbc.protocols.v1;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything in it is optional: the guide's answer is an empty object. */
public record HeartbeatResponse(
        @Nullable Instant serverTime,
        @Nullable Long nextHeartbeatSecs,
        @Nullable List<LeaseTerm> leases,
        @Nullable List<Cancel> cancels) {
    /**
     * @param id the job that should stop
     * @param leaseId the grant that is canceled; missing for whichever is held
     */
    public record Cancel(
            String id, @Nullable String leaseId, @Nullable String reason) {}
}
