package io.aitbc.api.wire;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator says of itself to a miner that registers.
 *
 * @param serverTime its clock, to be compared with ours; null when it did not say
 * @param heartbeatEvery how often it wants to hear from us; null for our own choice
 * @param longPollMax the longest that {@code next} may wait; zero when it does not offer long poll
 * @param leaseTtl how long a lease lasts; null when it knows no leases
 * @param maxInlineOutputBytes largest output that may travel inside a proof; 0 when none may
 * @param maxOutputBytes largest output that may be uploaded; 0 when uploads are not offered
 */
public record Registration(
        @Nullable Instant serverTime,
        @Nullable Duration heartbeatEvery,
        Duration longPollMax,
        @Nullable Duration leaseTtl,
        long maxInlineOutputBytes,
        long maxOutputBytes) {
    /** What holds for a coordinator that knows only the guide's calls. */
    public static final Registration GUIDE_ONLY = new Registration(null, null, Duration.ZERO, null, 0, 0);
}
