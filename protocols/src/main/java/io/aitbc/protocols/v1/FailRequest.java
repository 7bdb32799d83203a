package io.aitbc.protocols.v1;

import io.aitbc.api.outcome.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/miner/fail}: a job that was not done.
 *
 * @param field the parameter at fault
 * @param giveBack true when another miner, or this one later, may do it
 */
public record FailRequest(
        String id,
        String minerId,
        @Nullable String leaseId,
        FailureCode code,
        String message,
        @Nullable String field,
        boolean giveBack) {}
