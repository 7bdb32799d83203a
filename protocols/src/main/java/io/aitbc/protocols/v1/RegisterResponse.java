package io.aitbc.protocols.v1;

import java.time.Instant;

/**
 * What a coordinator says of itself.
 *
 * @param heartbeatSecs how often it wants to hear from the miner
 * @param longPollMaxSecs the longest {@code wait} of {@code next}; 0 when it offers none
 * @param maxInlineOutputBytes largest output inside a proof; 0 when none may be
 * @param maxOutputBytes largest output uploaded; 0 when uploads are not offered
 */
public record RegisterResponse(
        String minerId,
        Instant serverTime,
        long heartbeatSecs,
        long longPollMaxSecs,
        long leaseTtlSecs,
        long maxInlineOutputBytes,
        long maxOutputBytes) {}
