package io.aitbc.protocols.v1;

/**
 * Where a job is.
 *
 * <pre>
 *   QUEUED ──▶ RUNNING ──▶ COMPLETED
 *     │  ▲        │ ├────▶ FAILED
 *     │  └────────┘ │  (given back, or its lease ended, and attempts are left)
 *     └─────────────┴────▶ CANCELED, EXPIRED
 * </pre>
 */
public enum JobState {
    /** Waits for a miner. */
    QUEUED,
    /** A miner holds its lease. */
    RUNNING,
    /** Proved, and credited once. */
    COMPLETED,
    /** Cannot be done, or was tried as often as allowed. */
    FAILED,
    /** Its client withdrew it. */
    CANCELED,
    /** Nobody took it in time. */
    EXPIRED;

    /** True when nothing can change it any more. */
    public boolean isFinal() {
        return this != QUEUED && this != RUNNING;
    }
}
