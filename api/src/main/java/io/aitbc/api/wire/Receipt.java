package io.aitbc.api.wire;

import org.jspecify.annotations.Nullable;

/**
 * A coordinator's acknowledgement of a proof or a failure.
 *
 * @param state the job's state there afterwards, such as {@code COMPLETED}, {@code QUEUED} or {@code FAILED}; null when
 *     it did not say
 * @param credited credits paid for it, in the coordinator's smallest unit; null when it did not say
 */
public record Receipt(@Nullable String state, @Nullable Long credited) {
    /** What an empty body means. */
    public static final Receipt SILENT = new Receipt(null, null);
}
