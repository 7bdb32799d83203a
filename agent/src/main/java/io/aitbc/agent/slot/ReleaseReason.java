package io.aitbc.agent.slot;

/** Why a slot came free. */
public enum ReleaseReason {
    /** The coordinator had no job, or gave no usable answer. */
    NO_JOB,
    /** The job was offered twice, or could not be journaled, and is not held here. */
    NOT_TAKEN,
    /** The job's outcome is in the journal. */
    CONCLUDED,
    /** The job was given up without an outcome: its lease was lost, or it waits for the next start. */
    ABANDONED
}
