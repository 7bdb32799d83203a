package io.aitbc.coordinator.jobs;

import java.time.Duration;

/**
 * The times and bounds that a coordinator works by.
 *
 * @param leaseTtl how long a lease lasts unless it is renewed, for a miner that has registered
 * @param guideTtl the same for a miner that knows only the guide's calls and so cannot renew: the guide's job TTL
 * @param offlineAfter a miner that was not heard of for so long is OFFLINE
 * @param unlistedGrace how old a lease is before its absence from a heartbeat's list counts
 * @param longPollMax the longest that {@code next} is held open
 * @param heartbeatEvery how often a miner is asked to send a heartbeat
 * @param maxQueued most jobs that wait at one time
 * @param maxWaiting most long polls that one key may hold open
 * @param maxMiners most miners that are remembered
 * @param maxOutputBytes largest output file
 * @param keepOutputs how long outputs are kept after their job has ended
 * @param inputs what input files may take
 */
public record Rules(
        Duration leaseTtl,
        Duration guideTtl,
        Duration offlineAfter,
        Duration unlistedGrace,
        Duration longPollMax,
        Duration heartbeatEvery,
        int maxQueued,
        int maxWaiting,
        int maxMiners,
        long maxOutputBytes,
        Duration keepOutputs,
        InputBounds inputs) {
    public static final Rules DEFAULTS = new Rules(
            Duration.ofSeconds(60),
            Duration.ofSeconds(900),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            100_000,
            256,
            10_000,
            256L << 20,
            Duration.ofDays(30),
            new InputBounds(32L << 20, 4L << 30));

    /**
     * What input files may take.
     *
     * @param maxBytes largest file
     * @param maxTotalBytes all of them together; those that were not used for longest make room
     */
    public record InputBounds(long maxBytes, long maxTotalBytes) {}
}
