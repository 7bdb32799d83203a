package io.aitbc.api.outcome;

/**
 * Why a job could not be done: a closed list. A code that gives the job back says that another machine, or this one
 * later, may do it; the others say that the job itself cannot be done.
 */
public enum FailureCode {
    /** A parameter is missing, of the wrong type or out of range. */
    E_INVALID(false),
    /** This miner has no such workload. */
    E_UNKNOWN_WORKLOAD(true),
    /** The owner's rules do not allow this job here. */
    E_DENY(true),
    /** This miner does not hold the model that the job names, or its copy cannot be used. */
    E_MODEL(true),
    /** Not enough memory, on the host or on the device. */
    E_OOM(true),
    /** The job needs a GPU and there is none, or it was lost. */
    E_NOGPU(true),
    /** Not enough disk space, or the output directory cannot be written. */
    E_NO_SPACE(true),
    /** The job ran longer than it may. */
    E_TIMEOUT(false),
    /** The coordinator asked for the job to stop. */
    E_CANCELED(false),
    /** The miner is stopping and cannot finish within its drain bound. */
    E_DRAINING(true),
    /** The runner process died under the job as often as it may. */
    E_RUNNER_DIED(true),
    /** The work ran but did not produce what it should. */
    E_OUTPUT(false),
    /** Something else went wrong; the message says what. */
    E_INTERNAL(true);

    private final boolean givesBack;

    FailureCode(boolean givesBack) {
        this.givesBack = givesBack;
    }

    /** True when the job should be offered again, to this miner or another; false when it has failed for good. */
    public boolean givesBack() {
        return givesBack;
    }
}
