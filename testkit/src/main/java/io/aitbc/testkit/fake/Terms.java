package io.aitbc.testkit.fake;

import io.aitbc.api.wire.Registration;
import java.time.Duration;

/**
 * What a {@link FakeCoordinator} offers.
 *
 * @param guideOnly knows only heartbeat, next and proof; grants no leases, checks nothing, pays for each new key
 * @param registration what it says of itself; ignored when {@code guideOnly}
 * @param leaseTtl how long a lease lasts without renewal
 * @param offeredAgainAfter when {@code guideOnly}: a job that was not proved for this long is offered again
 * @param maxAttempts grants of one job before it has failed for good
 * @param renewsOnHeartbeat whether a heartbeat that names a job renews its lease
 */
public record Terms(
        boolean guideOnly,
        Registration registration,
        Duration leaseTtl,
        Duration offeredAgainAfter,
        int maxAttempts,
        boolean renewsOnHeartbeat) {
    private static final Duration LEASE = Duration.ofSeconds(60);

    /**
     * All of the protocol: long poll of 30 s, leases of 60 s, output inside a proof up to 64 bytes, uploads up to 1 MB.
     */
    public static Terms full() {
        Registration offered =
                new Registration(null, Duration.ofSeconds(20), Duration.ofSeconds(30), LEASE, 64, 1_000_000);
        return new Terms(false, offered, LEASE, LEASE, 5, true);
    }

    /**
     * The guide's three calls and nothing else. A job that was not proved within {@code offeredAgainAfter} is offered
     * again.
     */
    public static Terms guideOnly(Duration offeredAgainAfter) {
        return new Terms(true, Registration.GUIDE_ONLY, LEASE, offeredAgainAfter, Integer.MAX_VALUE, false);
    }

    /** The same but for what it says of itself. */
    public Terms offering(Registration other) {
        return new Terms(guideOnly, other, leaseTtl, offeredAgainAfter, maxAttempts, renewsOnHeartbeat);
    }

    /** The same, with heartbeats that renew nothing. */
    public Terms withoutRenewalOnHeartbeat() {
        return new Terms(guideOnly, registration, leaseTtl, offeredAgainAfter, maxAttempts, false);
    }
}
