package io.aitbc.api.wire;

import io.aitbc.api.job.JobId;
import io.aitbc.api.job.LeaseRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator answers a sign of life. All of it is optional: the guide's own answer is an empty object.
 *
 * @param nextDue when it wants the next one; null for our own choice
 * @param renewed leases that it renewed on the way, with their new time to live
 * @param cancels jobs that should stop
 */
public record HeartbeatReply(
        @Nullable Instant serverTime,
        @Nullable Duration nextDue,
        Map<LeaseRef, Duration> renewed,
        List<Cancel> cancels) {
    public HeartbeatReply {
        renewed = Map.copyOf(renewed);
        cancels = List.copyOf(cancels);
    }

    /** @param lease the grant that is canceled, or null for whichever is held */
    public record Cancel(JobId job, @Nullable String lease, String reason) {}
}
