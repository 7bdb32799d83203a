package io.aitbc.protocols.v1;

import org.jspecify.annotations.Nullable;

/**
 * @param state the job's state now
 * @param credited credits paid for it, smallest unit; 0 when nothing was
 * @param wallet who was credited
 */
public record ProofResponse(
        String id, JobState state, long credited, @Nullable String wallet) {}
