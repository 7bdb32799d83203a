package io.aitbc.agent.slot;

/** Why a slot came free. */
public enum ReleaseReason {
    /** The coordinator had no job, or gave no usable answer. */
    NO_JOB(false),
    /** The job was offered twice, or could not be journaled, and is not held here. */
    NOT_TAKEN(true),
    /** The job's proof is in the journal, or the coordinator wanted the job no more. */
    CONCLUDED(false),
    /** The job's failure is in the journal. */
    FAILED(true),
    /** The job was given up without an outcome: its lease was lost, or it waits for the next start. */
    ABANDONED(true);

    private final boolean trouble;

    ReleaseReason(boolean trouble) {
        this.trouble = trouble;
    }

    /**
     * True when the job went wrong, so that the next one should not be asked for at once: a coordinator that offers the
     * same bad job for ever would keep both sides spinning.
     */
    public boolean isTrouble() {
        return trouble;
    }
}
