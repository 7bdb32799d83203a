package io.aitbc.api.outcome;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier must know to run a job again and expect the same bytes.
 *
 * @param engine such as {@code pytorch}
 * @param engineVersion such as {@code 2.7.1}
 * @param device such as {@code cpu} or {@code cuda:0}
 * @param deviceName the model of processor or card
 * @param modelDigest digest of the model used, or null when the workload uses none
 * @param seed the seed used (0 to 2⁶⁴−1), or null when the workload draws no numbers
 */
public record Provenance(
        String engine,
        String engineVersion,
        String device,
        String deviceName,
        @Nullable String modelDigest,
        @Nullable BigInteger seed) {}
