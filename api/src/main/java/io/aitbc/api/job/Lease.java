package io.aitbc.api.job;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The right to work on a job for a while.
 *
 * @param id the coordinator's name for this grant, or one that the agent made up when the coordinator knows no leases
 * @param attempt which grant of this job it is, from 1
 * @param ttl how long it lasts from the moment it was received, or null when the coordinator knows no leases. A span,
 *     not an instant: the two machines' clocks may be an hour apart.
 */
public record Lease(String id, int attempt, @Nullable Duration ttl) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    /** Marks ids that the agent made up; they never go onto the wire. */
    public static final String LOCAL_PREFIX = "local-";

    public Lease {
        if (!ALLOWED.matcher(id).matches()) {
            throw new IllegalArgumentException("lease id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        }
        if (attempt < 1) {
            throw new IllegalArgumentException("lease attempt must be at least 1, got " + attempt);
        }
        if (ttl != null && (ttl.isNegative() || ttl.isZero())) {
            throw new IllegalArgumentException("lease ttl must be positive, got " + ttl);
        }
    }

    /** True when the coordinator granted this lease and can renew it; false when the agent made it up. */
    public boolean granted() {
        return ttl != null;
    }
}
